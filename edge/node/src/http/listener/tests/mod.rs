mod abuse;
mod tls;
