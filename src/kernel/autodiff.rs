//! The kernels as nodes of the graph that burn differentiates.

use burn::backend::autodiff::{
    checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
    grads::Gradients,
    ops::{Backward, NodeGuard, Ops, OpsKind},
};
use burn::backend::{Autodiff, TensorMetadata, tensor::FloatTensor};

use super::slopes::{LayerSlopes, Passed, Slopes};
use super::{AdamStep, Finish, Kernels, Window};

/// The layers that share a shape of forward and backward pass.
#[derive(Debug, Clone, Copy)]
enum Layer {
    Linear,
    Conv(Window),
    ConvTranspose(Window),
}

impl Layer {
    fn forward<B: Kernels>(
        self,
        x: FloatTensor<B>,
        weight: FloatTensor<B>,
        bias: FloatTensor<B>,
        finish: Finish,
    ) -> FloatTensor<B> {
        match self {
            Self::Linear => <B as Kernels>::linear(x, weight, bias, finish),
            Self::Conv(window) => B::conv(x, weight, bias, window, finish),
            Self::ConvTranspose(window) => B::conv_transpose(x, weight, bias, window, finish),
        }
    }

    fn slopes<B: Slopes>(self, passed: Passed<B>) -> LayerSlopes<B> {
        match self {
            Self::Linear => B::linear_slopes(passed),
            Self::Conv(window) => B::conv_slopes(passed, window),
            Self::ConvTranspose(window) => B::conv_transpose_slopes(passed, window),
        }
    }

    /// The layer as a node: input, weight and bias are its parents.
    fn record<B: Kernels + Slopes, C: CheckpointStrategy>(
        self,
        x: FloatTensor<Autodiff<B, C>>,
        weight: FloatTensor<Autodiff<B, C>>,
        bias: FloatTensor<Autodiff<B, C>>,
        finish: Finish,
    ) -> FloatTensor<Autodiff<B, C>> {
        let nodes = [x.node(), weight.node(), bias.node()];
        let [x, weight, bias] = [x, weight, bias].map(|tensor| tensor.into_parts().0);
        match LayerNode.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                let output = self.forward::<B>(x.clone(), weight.clone(), bias, finish);
                let state = (self, finish, [x, weight, output.clone()]);
                prep.finish(state, output)
            }
            OpsKind::UnTracked(prep) => prep.finish(self.forward::<B>(x, weight, bias, finish)),
        }
    }
}

#[derive(Debug)]
struct LayerNode;

impl<B: Slopes> Backward<B, 3> for LayerNode {
    type State = (Layer, Finish, [FloatTensor<B>; 3]);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let slope = grads.consume::<B>(&ops.node);
        let (layer, finish, [input, weight, output]) = ops.state;
        let [to_input, to_weight, to_bias] = ops.parents;
        let slopes: LayerSlopes<B> = layer.slopes(Passed {
            input,
            weight,
            output,
            slope,
            finish,
            to_input: to_input.is_some(),
        });
        let pairs = [
            (to_input, slopes.input),
            (to_weight, Some(slopes.weight)),
            (to_bias, Some(slopes.bias)),
        ];
        for (node, slope) in pairs {
            if let (Some(node), Some(slope)) = (node, slope) {
                grads.register::<B>(node.id, slope);
            }
        }
    }
}

/// An elementwise or row-wise kernel: what it kept is given back to its own slopes.
#[derive(Debug, Clone)]
enum Kept<B: Slopes> {
    Silu {
        x: FloatTensor<B>,
    },
    Draw {
        log_var: FloatTensor<B>,
        noise: FloatTensor<B>,
    },
    Divergence {
        mean: FloatTensor<B>,
        log_var: FloatTensor<B>,
    },
    Bernoulli {
        logits: FloatTensor<B>,
        images: FloatTensor<B>,
    },
    Elbo {
        rows: usize,
        beta: f32,
    },
}

impl<B: Slopes> Kept<B> {
    /// One slope for each parent, in their order.
    fn slopes(self, slope: FloatTensor<B>) -> Vec<FloatTensor<B>> {
        match self {
            Self::Silu { x } => vec![B::silu_slope(x, slope)],
            Self::Draw { log_var, noise } => {
                vec![slope.clone(), B::draw_slope(log_var, noise, slope)]
            }
            Self::Divergence { mean, log_var } => B::kl_slopes(mean, log_var, slope).into(),
            Self::Bernoulli { logits, images } => vec![B::bernoulli_slope(logits, images, slope)],
            Self::Elbo { rows, beta } => B::elbo_slopes(slope, rows, beta).into(),
        }
    }
}

#[derive(Debug)]
struct KeptNode;

impl<B: Slopes, const N: usize> Backward<B, N> for KeptNode {
    type State = Kept<B>;

    fn backward(self, ops: Ops<Self::State, N>, grads: &mut Gradients, _: &mut Checkpointer) {
        let slope = grads.consume::<B>(&ops.node);
        for (node, slope) in ops.parents.into_iter().zip(ops.state.slopes(slope)) {
            if let Some(node) = node {
                grads.register::<B>(node.id, slope);
            }
        }
    }
}

/// Records `output` as what comes of these parents.
fn record<B: Slopes, C: CheckpointStrategy, const N: usize>(
    nodes: [NodeGuard; N],
    output: FloatTensor<B>,
    kept: Kept<B>,
) -> FloatTensor<Autodiff<B, C>> {
    match KeptNode.prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(prep) => prep.finish(kept, output),
        OpsKind::UnTracked(prep) => prep.finish(output),
    }
}

impl<B: Kernels + Slopes, C: CheckpointStrategy> Kernels for Autodiff<B, C> {
    fn linear(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        finish: Finish,
    ) -> FloatTensor<Self> {
        Layer::Linear.record::<B, C>(x, weight, bias, finish)
    }

    fn conv(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        Layer::Conv(window).record::<B, C>(x, weight, bias, finish)
    }

    fn conv_transpose(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        window: Window,
        finish: Finish,
    ) -> FloatTensor<Self> {
        Layer::ConvTranspose(window).record::<B, C>(x, weight, bias, finish)
    }

    fn silu(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, node) = x.into_parts();
        record::<B, C, 1>([node], B::silu(x.clone()), Kept::Silu { x })
    }

    fn largest(x: FloatTensor<Self>, dim: usize) -> FloatTensor<Self> {
        FloatTensor::<Self>::new(B::largest(x.into_primitive(), dim))
    }

    fn draw(
        mean: FloatTensor<Self>,
        log_var: FloatTensor<Self>,
        noise: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let (mean, mean_node) = mean.into_parts();
        let (log_var, node) = log_var.into_parts();
        let noise = noise.into_primitive();
        let z = B::draw(mean, log_var.clone(), noise.clone());
        record::<B, C, 2>([mean_node, node], z, Kept::Draw { log_var, noise })
    }

    fn kl_divergence(mean: FloatTensor<Self>, log_var: FloatTensor<Self>) -> FloatTensor<Self> {
        let (mean, mean_node) = mean.into_parts();
        let (log_var, node) = log_var.into_parts();
        let nats = B::kl_divergence(mean.clone(), log_var.clone());
        record::<B, C, 2>([mean_node, node], nats, Kept::Divergence { mean, log_var })
    }

    fn bernoulli(logits: FloatTensor<Self>, images: FloatTensor<Self>) -> FloatTensor<Self> {
        let (logits, node) = logits.into_parts();
        let images = images.into_primitive();
        let nats = B::bernoulli(logits.clone(), images.clone());
        record::<B, C, 1>([node], nats, Kept::Bernoulli { logits, images })
    }

    fn elbo(
        reconstruction: FloatTensor<Self>,
        kl: FloatTensor<Self>,
        beta: f32,
    ) -> FloatTensor<Self> {
        let (reconstruction, node) = reconstruction.into_parts();
        let (kl, kl_node) = kl.into_parts();
        let rows = kl.shape()[0];
        let terms = B::elbo(reconstruction, kl, beta);
        record::<B, C, 2>([node, kl_node], terms, Kept::Elbo { rows, beta })
    }

    fn adam(
        _value: FloatTensor<Self>,
        _gradient: FloatTensor<Self>,
        _mean: FloatTensor<Self>,
        _square: FloatTensor<Self>,
        _step: AdamStep,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>) {
        unreachable!("the optimizer works on tensors that are not differentiated")
    }
}
