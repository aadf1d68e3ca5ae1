//! Tells Leptos' reactive system how to spawn on this platform.

/// Sets the executor once per process or instance. It must come before anything of Leptos runs:
/// `leptos_axum` would otherwise choose the browser's executor, which does not exist here.
pub fn init() {
    #[cfg(all(feature = "spin", target_family = "wasm"))]
    let outcome = any_spawner::Executor::init_custom_executor(crate::spin::Wasip3);
    #[cfg(not(all(feature = "spin", target_family = "wasm")))]
    let outcome = any_spawner::Executor::init_tokio();
    // An error says that it was set before, which is what we want.
    drop(outcome);
}
