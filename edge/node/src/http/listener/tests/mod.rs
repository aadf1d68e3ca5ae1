mod abuse;
mod bodies;
mod clients;
mod operators;
mod tls;
