//! The whole node with a real component, over TCP. The component is `edge/node/guest`, a worker
//! that misbehaves on request; the origin is a stand-in that counts, for it is not what is tested.

mod interfaces;
mod isolation;
mod operators;
mod pool;
mod single_flight;
mod snapshot;
mod starting;
mod testing;
mod together;
