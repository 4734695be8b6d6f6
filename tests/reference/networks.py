"""The networks of any config, forwards, in 64-bit numpy: written from the config's fields and the
names of the parameters, not from the Rust code's tensors.

A posterior or a prior is a pair (mean, log_var). Images are [batch, pixels].
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

DEFAULTS = {
    "inputDim": 784, "channels": [], "residualBlocks": [], "kernelSize": 3, "hidden": [],
    "topLatentDim": 0, "topHidden": [], "classes": 0, "activation": "relu",
    "likelihood": "bernoulli", "sigma": None, "pseudoInputs": 0,
    "mixtureComponents": 0,
    "outputConvolution": False,
}  # fmt: skip


def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


def conv(x, weight, bias, stride):
    """Cross-correlation with zeros around: im2col, then one matrix product."""
    kernel = weight.shape[-1]
    edge = (kernel - 1) // 2
    padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    windows = sliding_window_view(padded, (kernel, kernel), (2, 3))[:, :, ::stride, ::stride]
    batch, _, height, width = windows.shape[:4]
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(batch * height * width, -1)
    out = columns @ weight.reshape(len(weight), -1).T + bias
    return out.reshape(batch, height, width, -1).transpose(0, 3, 1, 2)


def conv_transpose(x, weight, bias, side):
    """Every input pixel adds its kernel to the output, two pixels apart; `side` is kept of it."""
    batch, _, height, width = x.shape
    outputs, kernel = weight.shape[1], weight.shape[-1]
    edge = (kernel - 1) // 2
    canvas = np.zeros((batch, outputs, 2 * height + kernel, 2 * width + kernel))
    for a in range(kernel):
        for b in range(kernel):
            part = np.einsum("nchw,co->nohw", x, weight[:, :, a, b], optimize=True)
            canvas[:, :, a : a + 2 * height : 2, b : b + 2 * width : 2] += part
    return canvas[:, :, edge : edge + side, edge : edge + side] + bias[:, None, None]


class Network:
    """A model: its config (of the weights file's metadata) and its tensors by name."""

    def __init__(self, config, tensors):
        self.config = {**DEFAULTS, **config}
        self.tensors = tensors
        self.sides = [math.isqrt(self.config["inputDim"])]
        for _ in self.config["channels"]:
            self.sides.append((self.sides[-1] + 1) // 2)
        self.ladder = config["architecture"] == "ladder"

    def activate(self, x):
        return np.maximum(x, 0) if self.config["activation"] == "relu" else x * sigmoid(x)

    def linear(self, path, x):
        if f"{path}.down" in self.tensors:
            x = x @ self.tensors[f"{path}.down"]
        return x @ self.tensors[f"{path}.weight"] + self.tensors[f"{path}.bias"]

    def chain(self, path, x):
        """path.0, path.1, … as many as there are, each with its activation."""
        i = 0
        while f"{path}.{i}.weight" in self.tensors:
            x = self.activate(self.linear(f"{path}.{i}", x))
            i += 1
        return x

    def heads(self, path, x):
        return self.linear(f"{path}.mean", x), self.linear(f"{path}.log_var", x)

    def conv(self, path, x, stride):
        weight, bias = self.tensors[f"{path}.weight"], self.tensors[f"{path}.bias"]
        return conv(x, weight, bias, stride)

    def residuals(self, path, x):
        j = 0
        while f"{path}.residual.{j}.first.weight" in self.tensors:
            block = f"{path}.residual.{j}"
            inner = self.activate(self.conv(f"{block}.first", x, 1))
            x = self.activate(x + self.conv(f"{block}.second", inner, 1))
            j += 1
        return x

    def one_hot(self, labels):
        classes = self.config["classes"]
        return np.eye(classes)[labels] if classes else np.zeros((len(labels), 0))

    def features(self, images, labels):
        x = images
        stages = len(self.config["channels"])
        if stages:
            x = x.reshape(-1, 1, self.sides[0], self.sides[0])
            for i in range(stages):
                x = self.activate(self.conv(f"encoder.stages.{i}.conv", x, 2))
                x = self.residuals(f"encoder.stages.{i}", x)
            x = x.reshape(len(x), -1)
        return self.chain("encoder.hidden", np.concatenate([x, self.one_hot(labels)], 1))

    def first_posterior(self, features):
        """Of the upper level of a ladder, of all latents in another model."""
        if not self.ladder:
            return self.heads("encoder", features)
        return self.heads("encoder.top", self.chain("encoder.top.hidden", features))

    def above(self, upper, labels):
        return self.chain("decoder.top.hidden", np.concatenate([upper, self.one_hot(labels)], 1))

    def lower_posterior(self, features, above):
        """Of the lower level, as the file has it: in units of its prior."""
        merged = np.concatenate([features, above], 1)
        merged = self.activate(self.linear("encoder.top.merge", merged))
        return self.heads("encoder", merged)

    def lower_prior(self, above):
        return self.heads("decoder.top", above)

    def image(self, x):
        """Logits of the pixels."""
        x = self.chain("decoder.hidden", x)
        channels = self.config.get("decoderChannels", self.config["channels"])
        if not channels:
            return self.linear("decoder.output", x)
        x = self.activate(self.linear("decoder.canvas", x))
        x = x.reshape(-1, channels[-1], self.sides[-1], self.sides[-1])
        for i, side in enumerate(self.sides[-2::-1]):
            path = f"decoder.stages.{i}"
            x = self.residuals(path, self.activate(x) if i else x)
            x = conv_transpose(
                x, self.tensors[f"{path}.conv.weight"], self.tensors[f"{path}.conv.bias"], side
            )
        if self.config["outputConvolution"]:
            path = "decoder.output_convolution"
            weight, bias = self.tensors[f"{path}.weight"], self.tensors[f"{path}.bias"]
            # Of stride 1 it is a convolution, with the kernel turned round.
            turned = weight.transpose(1, 0, 2, 3)[:, :, ::-1, ::-1]
            x = conv(self.activate(x), turned, bias, 1)
        return x.reshape(len(x), -1)

    def draw(self, features, labels, noise):
        """One draw: a list of levels (z, posterior, prior), and the logits it decodes to.

        The levels of a ladder are in the latents' own coordinates: z₂ = μ + σ e.
        """
        posterior = self.first_posterior(features)
        if not self.ladder:
            z = posterior[0] + np.exp(posterior[1] / 2) * noise
            logits = self.image(np.concatenate([z, self.one_hot(labels)], 1))
            return [(z, posterior, (0.0, 0.0))], logits
        top = self.config["topLatentDim"]
        upper = posterior[0] + np.exp(posterior[1] / 2) * noise[:, :top]
        above = self.above(upper, labels)
        prior = self.lower_prior(above)
        relative = self.lower_posterior(features, above)
        mean = prior[0] + np.exp(prior[1] / 2) * relative[0]
        lower = (mean, prior[1] + relative[1])
        z = lower[0] + np.exp(lower[1] / 2) * noise[:, top:]
        levels = [(upper, posterior, (0.0, 0.0)), (z, lower, prior)]
        return levels, self.image(np.concatenate([z, above], 1))

    def components(self):
        """The Gaussians of a mixture that was trained as the prior, or the posteriors of a
        VampPrior's pseudo-inputs; none under the standard normal prior."""
        count = self.config["mixtureComponents"]
        if count:
            return self.tensors["mixture"][:count], self.tensors["mixture"][count:]
        if not self.config["pseudoInputs"]:
            return None
        images = sigmoid(self.tensors["pseudo_inputs"])
        return self.first_posterior(self.features(images, np.zeros(len(images), int)))

    def log_sigma(self):
        if self.config["sigma"] is not None:
            return math.log(self.config["sigma"])
        return self.tensors["decoder.log_sigma"][0]


def parameters(config):
    """Name and shape of every parameter, in the order in which fresh ones are drawn."""
    c = {**DEFAULTS, **config}
    found = []

    def linear(path, inputs, outputs):
        found.append((f"{path}.weight", (inputs, outputs)))
        found.append((f"{path}.bias", (outputs,)))
        return outputs

    def convolution(path, inputs, outputs, kernel):
        found.append((f"{path}.weight", (outputs, inputs, kernel, kernel)))
        found.append((f"{path}.bias", (outputs,)))

    def residuals(path, stage, channels):
        for j in range((c["residualBlocks"] or [0] * 9)[stage]):
            for half in ("first", "second"):
                convolution(f"{path}.residual.{j}.{half}", channels, channels, 3)

    def chain(path, width, widths):
        for i, following in enumerate(widths):
            width = linear(f"{path}.{i}", width, following)
        return width

    def heads(path, width, latents):
        linear(f"{path}.mean", width, latents)
        linear(f"{path}.log_var", width, latents)

    stack = [1, *c["channels"]]
    side = math.isqrt(c["inputDim"])
    for i in range(len(c["channels"])):
        path = f"encoder.stages.{i}"
        convolution(f"{path}.conv", stack[i], stack[i + 1], c["kernelSize"])
        residuals(path, i, stack[i + 1])
        side = (side + 1) // 2
    flat = stack[-1] * side**2 if c["channels"] else c["inputDim"]
    lower = c["latentDim"] - c["topLatentDim"]
    bottom = width = chain("encoder.hidden", flat + c["classes"], c["hidden"])
    if c["topLatentDim"]:
        width = chain("encoder.top.hidden", bottom, c["topHidden"])
        heads("encoder.top", width, c["topLatentDim"])
        linear("encoder.top.merge", bottom + c["topHidden"][0], width)
    heads("encoder", width, lower)
    width = c["latentDim"] + c["classes"]
    if c["topLatentDim"]:
        width = chain("decoder.top.hidden", c["topLatentDim"] + c["classes"], c["topHidden"][::-1])
        heads("decoder.top", width, lower)
        width += lower
    width = chain("decoder.hidden", width, c["hidden"][::-1])
    if not c["channels"]:
        linear("decoder.output", width, c["inputDim"])
    else:
        linear("decoder.canvas", width, flat)
    for i, stage in enumerate(reversed(range(len(c["channels"])))):
        path, k = f"decoder.stages.{i}", c["kernelSize"]
        inputs, outputs = stack[stage + 1], stack[stage]
        if c["outputConvolution"]:
            inputs, outputs = stack[min(stage + 2, len(stack) - 1)], stack[stage + 1]
        residuals(path, stage, inputs)
        found.append((f"{path}.conv.weight", (inputs, outputs, k, k)))
        found.append((f"{path}.conv.bias", (outputs,)))
    if c["outputConvolution"]:
        path, k = "decoder.output_convolution", c["kernelSize"]
        found.append((f"{path}.weight", (stack[1], 1, k, k)))
        found.append((f"{path}.bias", (1,)))
    if c["likelihood"] == "gaussian" and c["sigma"] is None:
        found.append(("decoder.log_sigma", (1,)))
    if c["pseudoInputs"]:
        found.append(("pseudo_inputs", (c["pseudoInputs"], c["inputDim"])))
    if c["mixtureComponents"]:
        found.append(("mixture", (2 * c["mixtureComponents"], c["latentDim"])))
    return found
