"""Loss and gradient of a net without a framework, in 64-bit numpy: what backpropagation gives, layer by
layer. The losses are checked against tests/reference/networks.py, the gradients against differences.
"""

import numpy as np
from networks import sigmoid
from numpy.lib.stride_tricks import sliding_window_view

KERNEL = 3


def windows(large, stride):
    """[batch, channels, height, width, 3, 3] of what a kernel sees, with zeros around."""
    padded = np.pad(large, ((0, 0), (0, 0), (1, 1), (1, 1)))
    return sliding_window_view(padded, (KERNEL, KERNEL), (2, 3))[:, :, ::stride, ::stride]


def shrink(large, weight, stride):
    """A convolution: weight is [small's channels, large's channels, 3, 3]."""
    seen = windows(large, stride)
    return np.tensordot(seen, weight, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)


def spread(small, weight, stride, side):
    """Its adjoint, a transposed convolution; of the same weight."""
    batch, _, height, width = small.shape
    canvas = np.zeros((batch, weight.shape[1], side + 4, side + 4))
    for a in range(KERNEL):
        for b in range(KERNEL):
            part = np.tensordot(small, weight[:, :, a, b], (1, 0)).transpose(0, 3, 1, 2)
            rows, columns = (slice(o, o + stride * n, stride) for o, n in ((a, height), (b, width)))
            canvas[:, :, rows, columns] += part
    return canvas[:, :, 1 : 1 + side, 1 : 1 + side]


def kernel_gradient(small, large, stride):
    """Of the weight that both have in common."""
    return np.tensordot(small, windows(large, stride), ([0, 2, 3], [0, 2, 3]))


class Layer:
    """One layer with what its way back needs."""

    def __init__(self, layer, tensors):
        self.layer = layer
        self.names = [f"{layer['path']}.{part}" for part in ("weight", "bias")]
        self.tensors = tensors

    def forwards(self, x):
        weight, bias = (self.tensors[name] for name in self.names)
        kind, stride = self.layer["kind"], self.layer["stride"]
        self.shape = x.shape
        if kind == "linear":
            self.x = x.reshape(len(x), -1)
            y = self.x @ weight + bias
        else:
            side = self.layer["sideIn"]
            self.x = x.reshape(len(x), self.layer["inputs"], side, side)
            if kind == "conv":
                y = shrink(self.x, weight, stride)
            else:
                y = spread(self.x, weight, stride, self.layer["sideOut"])
            y = y + bias[:, None, None]
        self.on = y > 0 if self.layer["activated"] else True
        return y * self.on

    def backwards(self, d, gradients):
        weight, stride = self.tensors[self.names[0]], self.layer["stride"]
        kind = self.layer["kind"]
        if kind == "linear":
            d = d.reshape(len(d), -1) * self.on
            gradients[self.names[0]] = self.x.T @ d
            gradients[self.names[1]] = d.sum(0)
            return (d @ weight.T).reshape(self.shape)
        d = d.reshape(len(d), self.layer["outputs"], *[self.layer["sideOut"]] * 2) * self.on
        gradients[self.names[1]] = d.sum((0, 2, 3))
        if kind == "conv":
            gradients[self.names[0]] = kernel_gradient(d, self.x, stride)
            back = spread(d, weight, stride, self.layer["sideIn"])
        else:
            gradients[self.names[0]] = kernel_gradient(self.x, d, stride)
            back = shrink(d, weight, stride)
        return back.reshape(self.shape)


class Model:
    """A net as shared/net.js lists its layers, with its tensors by name."""

    def __init__(self, net, tensors):
        self.encoder = [Layer(layer, tensors) for layer in net["encoder"]]
        self.mean, self.log_var = (Layer(net[head], tensors) for head in ("mean", "logVar"))
        self.decoder = [Layer(layer, tensors) for layer in net["decoder"]]

    def decode(self, z):
        for layer in self.decoder:
            z = layer.forwards(z)
        return z.reshape(len(z), -1)

    def objective(self, images, noise):
        """The negative ELBO, mean over the batch, and its gradient by name."""
        batch, x = len(images), images
        for layer in self.encoder:
            x = layer.forwards(x)
        mean, log_var = self.mean.forwards(x), self.log_var.forwards(x)
        deviation = np.exp(log_var / 2)
        logits = self.decode(mean + deviation * noise)
        rebuilt = (np.logaddexp(0, logits) - images * logits).sum()
        kl = 0.5 * (np.exp(log_var) + mean**2 - 1 - log_var).sum()
        gradients = {}
        d = (sigmoid(logits) - images) / batch
        for layer in reversed(self.decoder):
            d = layer.backwards(d, gradients)
        d_log_var = d * noise * deviation / 2 + (np.exp(log_var) - 1) / 2 / batch
        d = self.mean.backwards(d + mean / batch, gradients)
        d = d + self.log_var.backwards(d_log_var, gradients)
        for layer in reversed(self.encoder):
            d = layer.backwards(d, gradients)
        return (rebuilt + kl) / batch, gradients
