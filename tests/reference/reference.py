"""Makes reference.json: what the Rust tests compare with, computed independently.

Noise is ChaCha8 as src/noise.rs describes it; the tiny model's loss, its gradients (by hand) and
three steps of Adam are in 64-bit floats. Needs numpy.

    python3 tests/reference/reference.py > tests/reference/reference.json
"""

import json
import math
import struct

import numpy as np

INITIALIZE, SHUFFLE, REPARAMETERIZE, SAMPLE = 1, 2, 3, 6


def chacha8_words(seed, stream):
    """Endless 32-bit words: key = seed and zeros, nonce = stream, counter from 0."""
    key = struct.unpack("<8I", struct.pack("<Q", seed) + bytes(24))
    counter = 0
    while True:
        state = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574, *key]
        state += [counter & 0xFFFFFFFF, counter >> 32, stream & 0xFFFFFFFF, stream >> 32]
        words = list(state)

        def quarter(a, b, c, d):
            for x, y, z, r in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                words[x] = (words[x] + words[y]) & 0xFFFFFFFF
                t = words[z] ^ words[x]
                words[z] = ((t << r) | (t >> (32 - r))) & 0xFFFFFFFF

        for _ in range(4):
            for column in range(4):
                quarter(column, column + 4, column + 8, column + 12)
            for i in range(4):
                quarter(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12)
        yield from ((w + s) & 0xFFFFFFFF for w, s in zip(words, state))
        counter += 1


def stream(seed, purpose, index):
    return chacha8_words(seed, purpose << 56 | index)


def uniform(words, count):
    return [(next(words) >> 8) / 2**24 for _ in range(count)]


def normal(words, count):
    values = []
    while len(values) < count:
        u1 = (next(words) + 0.5) / 2**32
        u2 = next(words) / 2**32
        radius = math.sqrt(-2 * math.log(u1))
        values += [radius * math.cos(math.tau * u2), radius * math.sin(math.tau * u2)]
    return values[:count]


def permutation(words, count):
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = next(words) * (i + 1) >> 32
        order[i], order[j] = order[j], order[i]
    return order


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def tiny_model():
    """Three steps of a 6-5-2-5-6 model on four images, seed 3, β = 0.7, learning rate 0.01."""
    pixels, hidden, latent, batch, seed, beta, rate = 6, 5, 2, 4, 3, 0.7, 0.01
    shapes = [(pixels, hidden), (hidden, latent), (hidden, latent), (latent, hidden), (hidden, pixels)]
    params = []
    for fan_in, fan_out in shapes:
        for shape in ((fan_in, fan_out), (fan_out,)):
            u = uniform(stream(seed, INITIALIZE, len(params)), math.prod(shape))
            # Rounded as the core's 32-bit floats are.
            bound = np.float32(1) / np.sqrt(np.float32(fan_in))
            values = (np.float32(2) * np.array(u, np.float32) - np.float32(1)) * bound
            params.append(values.astype(np.float64).reshape(shape))
    images = np.array(uniform(stream(seed, SAMPLE, 99), batch * pixels)).reshape(batch, pixels)
    images = images.astype(np.float32).astype(np.float64)
    m = [np.zeros_like(p) for p in params]
    v = [np.zeros_like(p) for p in params]
    start = [p.copy() for p in params]
    records = []
    first_gradients = None
    for step in range(3):
        noise = np.array(normal(stream(seed, REPARAMETERIZE, step), batch * latent)).reshape(batch, latent)
        # The order in which a run would show the images: one batch of all four.
        order = permutation(stream(seed, SHUFFLE, step), batch)
        x = images[order]
        w1, b1, wm, bm, ws, bs, w2, b2, w3, b3 = params
        a1 = x @ w1 + b1
        h1 = np.maximum(a1, 0)
        mean, log_var = h1 @ wm + bm, h1 @ ws + bs
        deviation = np.exp(log_var / 2)
        z = mean + deviation * noise
        a2 = z @ w2 + b2
        h2 = np.maximum(a2, 0)
        logits = h2 @ w3 + b3
        bce = -(x * np.log(sigmoid(logits)) + (1 - x) * np.log(1 - sigmoid(logits))).sum(1)
        kl = -0.5 * (1 + log_var - mean**2 - np.exp(log_var)).sum(1)
        records.append([bce.mean(), kl.mean()])
        d_logits = (sigmoid(logits) - x) / batch
        d_h2 = d_logits @ w3.T * (a2 > 0)
        d_z = d_h2 @ w2.T
        d_mean = d_z + beta * mean / batch
        d_log_var = d_z * noise * deviation / 2 + beta * 0.5 * (np.exp(log_var) - 1) / batch
        d_h1 = (d_mean @ wm.T + d_log_var @ ws.T) * (a1 > 0)
        gradients = [x.T @ d_h1, d_h1.sum(0), h1.T @ d_mean, d_mean.sum(0), h1.T @ d_log_var,
                     d_log_var.sum(0), z.T @ d_h2, d_h2.sum(0), h2.T @ d_logits, d_logits.sum(0)]
        first_gradients = first_gradients or gradients
        for i, g in enumerate(gradients):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g * g
            m_hat, v_hat = m[i] / (1 - 0.9 ** (step + 1)), v[i] / (1 - 0.999 ** (step + 1))
            params[i] = params[i] - rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    flat = lambda arrays: [a.ravel().tolist() for a in arrays]
    return {
        "images": images.ravel().tolist(),
        "start": flat(start),
        "records": records,
        "end": flat(params),
    }


def losses():
    """Both terms of the objective on numbers from small to extreme, by their definitions."""
    logits = [-30.0, -3.0, -0.5, 0.0, 0.25, 2.0, 8.0, 40.0]
    pixels = [0.0, 0.1, 1.0, 0.5, 0.3, 0.9, 1.0, 0.0]
    mean = [0.0, 1.5, -2.0, 0.3]
    log_var = [0.0, -1.0, 0.7, -6.0]
    # ln(1 + e^l) − x l with 50 digits would round to the same doubles; math.log1p suffices.
    softplus = lambda l: max(l, 0) + math.log1p(math.exp(-abs(l)))
    return {
        "logits": logits,
        "pixels": pixels,
        "bce": [softplus(l) - x * l for l, x in zip(logits, pixels)],
        "mean": mean,
        "logVar": log_var,
        "kl": [0.5 * (m * m + math.exp(s) - 1 - s) for m, s in zip(mean, log_var)],
    }


def noise():
    words = lambda seed, purpose, index, n: [w for w, _ in zip(stream(seed, purpose, index), range(n))]
    return {
        "words": words(7, SAMPLE, 5, 20),
        "uniform": uniform(stream(7, SAMPLE, 5), 8),
        "normal": normal(stream(123456789012345, REPARAMETERIZE, 2**40), 9),
        "permutation": permutation(stream(1, SHUFFLE, 3), 20),
    }


def frechet():
    """Fréchet distances by the eigenvalues of Σ₁ Σ₂, which is not how the Rust code does it."""
    mix = np.array([[2.0, 0.5, 0.0, 0.1], [0.0, 1.0, -0.7, 0.0], [0.3, 0.0, 0.4, 0.2], [0.0, 0.9, 0.0, 1.5]])
    draws = lambda index, count: np.array(normal(stream(11, SAMPLE, index), count * 4)).reshape(count, 4)
    sets = [draws(0, 30), draws(1, 20) @ mix + 1.5, draws(2, 3) @ mix]  # the last without full rank

    def distance(a, b):
        between = ((a.mean(0) - b.mean(0)) ** 2).sum()
        c, d = np.cov(a.T), np.cov(b.T)
        return between + np.trace(c + d) - 2 * np.sqrt(np.maximum(np.linalg.eigvals(c @ d).real, 0)).sum()

    return {
        "sets": [s.ravel().tolist() for s in sets],
        "distances": [distance(sets[i], sets[j]) for i, j in ((0, 1), (0, 2), (1, 2))],
    }


if __name__ == "__main__":
    print(json.dumps({"noise": noise(), "losses": losses(), "tinyModel": tiny_model(), "frechet": frechet()}, indent=1))
