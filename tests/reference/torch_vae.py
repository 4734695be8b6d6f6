"""Makes torch/: pytorch/examples' VAE, smaller, saved by PyTorch itself, with what it answers.

    python3 tests/reference/torch_vae.py                     # writes the files; needs torch, safetensors
    vae-lab convert tests/reference/torch/vae.pt back.safetensors --to torch
    python3 tests/reference/torch_vae.py back.safetensors    # load_state_dict takes it back

The layers are the example's by name and order; 12 hidden units and 3 latents instead of 400 and 20
keep the files small. The other files are those that must be refused, or found inside a checkpoint.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

HERE = Path(__file__).parent / "torch"


class Vae(nn.Module):
    def __init__(self, pixels=784, hidden=12, latent=3):
        super().__init__()
        self.fc1 = nn.Linear(pixels, hidden)
        self.fc21, self.fc22 = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.fc3, self.fc4 = nn.Linear(latent, hidden), nn.Linear(hidden, pixels)

    def encode(self, x):
        h = torch.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def decode(self, z):
        return torch.sigmoid(self.fc4(torch.relu(self.fc3(z))))


def answers(vae, images, z):
    with torch.no_grad():
        mean, log_var = vae.encode(images / 255)
        return {"mean": mean, "logVar": log_var, "decoded": vae.decode(z)}


def write():
    torch.manual_seed(2013)
    vae = Vae()
    images, z = torch.randint(0, 256, (2, 784)), torch.randn(2, 3)
    found = {"images": images, "z": z, **answers(vae, images, z)}
    flat = {name: values.flatten().tolist() for name, values in found.items()}
    (HERE / "vae.json").write_text(json.dumps(flat) + "\n")
    torch.save(vae.state_dict(), HERE / "vae.pt")
    save_file(vae.state_dict(), HERE / "vae.safetensors")
    tiny = Vae(6, 4, 2)
    state = tiny.state_dict()
    optimizer = torch.optim.Adam(tiny.parameters()).state_dict()
    torch.save({"epoch": 3, "model": state, "optimizer": optimizer}, HERE / "checkpoint.pt")
    torch.save({"epoch": 3, "name": "a run without weights"}, HERE / "no-weights.pt")
    torch.save({k: v for k, v in state.items() if k != "fc3.bias"}, HERE / "missing.pt")
    torch.save({**state, "fc4.weight": torch.zeros(6, 5)}, HERE / "shape.pt")
    torch.save({k: v.double() for k, v in state.items()}, HERE / "double.pt")


def check(path):
    vae = Vae()
    vae.load_state_dict(load_file(path))
    expected = json.loads((HERE / "vae.json").read_text())
    given = torch.tensor(expected["images"]).reshape(-1, 784), torch.tensor(expected["z"]).reshape(-1, 3)
    for name, values in answers(vae, *given).items():
        far = (values.flatten() - torch.tensor(expected[name])).abs().max().item()
        print(f"{name}: {far:.1e} away")
        assert far < 1e-5, name


if __name__ == "__main__":
    check(sys.argv[1]) if len(sys.argv) > 1 else write()
