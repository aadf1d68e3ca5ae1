//! Tells Leptos' reactive system how to spawn on this platform.

/// Sets the executor once per process or instance, unless the platform has set its own, as Spin does. It must come before
/// anything of Leptos runs: `leptos_axum` would otherwise choose the browser's executor, which does not exist here.
pub fn init() {
    // An error says that it was set before, which is what we want.
    #[cfg(not(all(feature = "spin", target_family = "wasm")))]
    drop(any_spawner::Executor::init_tokio());
}
