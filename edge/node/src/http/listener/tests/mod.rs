mod abuse;
mod bodies;
mod clients;
mod oddities;
mod operators;
mod tls;
