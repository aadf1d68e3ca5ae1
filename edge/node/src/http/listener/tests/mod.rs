mod abuse;
mod bodies;
mod clients;
mod tls;
