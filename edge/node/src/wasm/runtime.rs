//! The WebAssembly engine and what one instance of the worker is given.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, ProfilingStrategy, Store,
};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::metrics::Metrics;
use crate::wasm::bulkheads::Sizes;
use crate::wasm::key_value::KeyValue;
use crate::wasm::linear_memory::{LinearMemory, MemoryLimiter};
use crate::wasm::outgoing::Outgoing;
use crate::wasm::variables::Variables;

/// Rust types of the two Spin interfaces.
#[expect(missing_docs, reason = "generated from the interface definitions")]
pub mod bindings {
    wasmtime::component::bindgen!({
        path: "wit",
        world: "shop:edge/imports",
        imports: { default: async | trappable },
        with: { "spin:key-value/key-value.store": crate::wasm::key_value::OpenStore },
    });
}

/// How often a busy instance gives way to others and has its deadline checked.
const EPOCH: Duration = Duration::from_millis(10);

/// What instances may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Instances alive at once.
    pub instances: u32,
    /// Requests inside the worker at once, by class. All together far below `instances`, for an instance that
    /// is being replaced still occupies its place, and many may reach their last request together.
    pub requests: Sizes,
    /// Requests inside one instance at once.
    pub per_instance: PerInstance,
    /// Bytes of linear memory of one instance.
    pub memory: usize,
    /// Whether perf(1) is told where the worker's functions are.
    pub perf_map: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            instances: 128,
            requests: Sizes { accounts: 6, public: 24, private: 24 },
            per_instance: PerInstance::Apart,
            memory: 64 * 1024 * 1024,
            perf_map: false,
        }
    }
}

/// What one instance serves at once.
#[derive(Clone, Copy, Debug)]
pub enum PerInstance {
    /// A few renders of what is the same for everybody, or one request of one shopper. Which of the two an instance is for
    /// is decided as it begins: what knows a shopper never makes what everybody sees.
    Apart,
    /// So many requests, of whatever kind.
    Mixed(usize),
}

/// State shared by all instances of a node.
#[derive(Debug)]
pub struct Shared {
    /// The worker's key-value store.
    pub key_value: Arc<KeyValue>,
    /// The worker's variables.
    pub variables: Variables,
    /// The way to the origin.
    pub outgoing: Outgoing,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// State of one instance.
pub struct Guest {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outgoing: Outgoing,
    table: ResourceTable,
    limiter: MemoryLimiter,
    shared: Arc<Shared>,
}

impl Guest {
    /// The memory of the instance.
    pub fn memory(&self) -> &LinearMemory {
        self.limiter.memory()
    }
}

/// Names the Spin interfaces for the linker.
pub struct Spin;

/// What a call of a Spin interface works on.
pub struct SpinView<'a> {
    /// Open resources of the instance.
    pub table: &'a mut ResourceTable,
    /// State shared by all instances.
    pub shared: &'a Arc<Shared>,
}

impl HasData for Spin {
    type Data<'a> = SpinView<'a>;
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outgoing, table: &mut self.table, ctx: &mut self.http }
    }
}

/// An engine with a pool of instances, and a thread that advances its epoch.
///
/// # Errors
/// When the machine cannot reserve the address space of the pool.
pub fn engine(limits: &Limits) -> anyhow::Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    // A component brings a few small core modules beside the main one: the adapter of an
    // older WASI and its shims.
    pool.total_component_instances(limits.instances)
        .total_core_instances(limits.instances * 10)
        .total_memories(limits.instances)
        .total_tables(limits.instances * 10)
        .total_stacks(limits.instances * 4)
        .max_memory_size(limits.memory)
        .max_unused_warm_slots(32)
        .linear_memory_keep_resident(2 * 1024 * 1024)
        // Of those only what the instance wrote to, where the kernel can tell.
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    if limits.perf_map {
        config.profiler(ProfilingStrategy::PerfMap);
    }
    let engine = Engine::new(&config).map_err(anyhow::Error::from)?;
    let weak = engine.weak();
    std::thread::Builder::new().name("wasm-epoch".into()).spawn(move || {
        // The thread ends with the last user of the engine.
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(EPOCH);
        }
    })?;
    Ok(engine)
}

/// What a component may import.
///
/// # Errors
/// If two of these have one name.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::<Guest>::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    bindings::spin::key_value::key_value::add_to_linker::<_, Spin>(&mut linker, spin_view)?;
    bindings::spin::variables::variables::add_to_linker::<_, Spin>(&mut linker, spin_view)?;
    Ok(linker)
}

fn spin_view(guest: &mut Guest) -> SpinView<'_> {
    SpinView { table: &mut guest.table, shared: &guest.shared }
}

/// The store of a fresh instance: bounded memory, no files, no environment, no sockets.
pub fn store(engine: &Engine, shared: &Arc<Shared>, limits: &Limits) -> Store<Guest> {
    let guest = Guest {
        // A panic's message goes to the node's standard error.
        wasi: WasiCtxBuilder::new().inherit_stderr().build(),
        http: WasiHttpCtx::new(),
        outgoing: shared.outgoing.clone(),
        table: ResourceTable::new(),
        limiter: MemoryLimiter::new(limits.memory),
        shared: Arc::clone(shared),
    };
    let mut store = Store::new(engine, guest);
    store.limiter(|guest| &mut guest.limiter);
    store.epoch_deadline_async_yield_and_update(1);
    store.set_epoch_deadline(1);
    store
}
