"""Muon for the layers' matrices and AdamW for everything else, shared out among the processes that train together."""

import copy
from collections.abc import Iterator

import torch
import torch.distributed
import torch.nn.functional as F
from torch import nn

from . import loop

LAYERS = (".layers.", ".resblocks.")  # in the parameters' names of the transformer, of CLIP


def work_copy(model: nn.Module) -> nn.Module:
    """The network in `loop.working_type`, which computes; the model itself keeps single precision for small steps to count."""
    return copy.deepcopy(model).to(loop.working_type(next(model.parameters()).device))


@torch.no_grad()
def refresh(work: nn.Module, model: nn.Module) -> None:
    """The model's weights of now, and no gradients."""
    torch._foreach_copy_(list(work.parameters()), list(model.parameters()))
    for parameter in work.parameters():
        parameter.grad = None


class SingleMuon(torch.optim.Muon):
    """PyTorch's Muon, which iterates in bf16, in single precision: for processors without instructions for bf16.

    With Nesterov's momentum and rates matched to AdamW's, as `Optimiser` asks for.
    """

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for matrix in group["params"]:
                momentum = self.state[matrix].setdefault("momentum_buffer", torch.zeros_like(matrix))
                momentum.lerp_(matrix.grad, 1 - group["momentum"])
                update = orthogonal(matrix.grad.lerp(momentum, group["momentum"]), group["ns_coefficients"], group["ns_steps"])
                matrix.mul_(1 - group["lr"] * group["weight_decay"])
                matrix.add_(update, alpha=-group["lr"] * 0.2 * max(matrix.shape) ** 0.5)


def orthogonal(matrix: torch.Tensor, coefficients: tuple[float, float, float], steps: int) -> torch.Tensor:
    """Newton-Schulz: all singular values of the matrix go to about one."""
    a, b, c = coefficients
    wide = matrix.shape[0] <= matrix.shape[1]
    x = F.normalize(matrix if wide else matrix.T, dim=(0, 1))
    for _ in range(steps):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x if wide else x.T


class Optimiser:
    """Each process updates its share of the parameters with all processes' gradients, and sends it to the others.

    Muon's step (K. Jordan 2024, "Muon: an optimizer for hidden layers") makes a matrix's update orthogonal, which
    learns rare things from fewer examples than AdamW; its steps cost as much as a few samples, so they are shared.
    """

    def __init__(self, model: nn.Module, rate: float, decay: float):
        self.parameters = list(model.parameters())
        matrices = [p for name, p in model.named_parameters() if any(part in name for part in LAYERS) and p.dim() == 2]
        inner = {id(p) for p in matrices}
        matrices, others = shared(matrices), shared([p for p in self.parameters if id(p) not in inner])
        self.shares = [a + b for a, b in zip(matrices, others, strict=True)]
        own = others[loop.rank()]
        muon = torch.optim.Muon if loop.working_type(own[0].device) == torch.bfloat16 else SingleMuon
        self.muon = muon(matrices[loop.rank()], lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw")
        groups = [
            {"params": [p for p in own if p.dim() >= 2], "weight_decay": decay, "scale": 0.5},
            {"params": [p for p in own if p.dim() < 2], "weight_decay": 0.0, "scale": 0.5},
        ]
        self.adam = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))

    def step(self, gradients: list[torch.Tensor], rate: float) -> None:
        """One step with the mean of all processes' gradients, in the order of the model's parameters."""
        of = {id(p): g for p, g in zip(self.parameters, gradients, strict=True)}
        for owner, share in enumerate(self.shares):
            flat = torch.cat([of[id(p)].flatten().float() for p in share])
            if len(self.shares) > 1:
                torch.distributed.reduce(flat, owner)
                flat /= len(self.shares)
            if owner == loop.rank():
                for parameter, part in parts(share, flat):
                    parameter.grad = part
        for kind in (self.muon, self.adam):
            nn.utils.clip_grad_norm_([p for group in kind.param_groups for p in group["params"]], 1.0)
            loop.set_rate(kind, rate)
            kind.step()
            kind.zero_grad()
        if len(self.shares) > 1:
            self.exchange()

    @torch.no_grad()
    def exchange(self) -> None:
        """Every owner's parameters go to all."""
        for owner, share in enumerate(self.shares):
            flat = torch.cat([p.flatten() for p in share])
            torch.distributed.broadcast(flat, owner)
            if owner != loop.rank():
                for parameter, part in parts(share, flat):
                    parameter.copy_(part)

    def state_dict(self) -> dict:
        return {"muon": self.muon.state_dict(), "adam": self.adam.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])


def shared(parameters: list[nn.Parameter]) -> list[list[nn.Parameter]]:
    """The parameters in one share a process, of nearly equal size."""
    shares: list[list[nn.Parameter]] = [[] for _ in range(loop.processes())]
    for parameter in sorted(parameters, key=nn.Parameter.numel, reverse=True):
        min(shares, key=lambda share: sum(p.numel() for p in share)).append(parameter)
    return shares


def parts(share: list[nn.Parameter], flat: torch.Tensor) -> Iterator[tuple[nn.Parameter, torch.Tensor]]:
    """Each parameter with its part of the vector that holds them all."""
    for parameter, part in zip(share, flat.split([p.numel() for p in share]), strict=True):
        yield parameter, part.view_as(parameter)
