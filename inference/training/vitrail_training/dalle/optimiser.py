"""Muon for the layers' matrices and AdamW for everything else, shared out among the processes that train together."""

import torch
import torch.distributed
from torch import nn

from .. import loop


class Optimiser:
    """Each process updates its share of the parameters with all processes' gradients, and sends it to the others.

    Muon's step (K. Jordan 2024, "Muon: an optimizer for hidden layers") makes a matrix's update orthogonal, which
    learns rare things from fewer examples than AdamW; its steps cost as much as a few samples, so they are shared.
    """

    def __init__(self, model: nn.Module, rate: float, decay: float):
        self.parameters = list(model.parameters())
        layers = {id(p) for name, p in model.named_parameters() if ".layers." in name and p.dim() == 2}
        self.shares: list[list[nn.Parameter]] = [[] for _ in range(loop.processes())]
        for kind in (True, False):
            for parameter in sorted((p for p in self.parameters if (id(p) in layers) == kind), key=nn.Parameter.numel, reverse=True):
                owner = min(self.shares, key=lambda share: sum(p.numel() for p in share if (id(p) in layers) == kind))
                owner.append(parameter)
        own = self.shares[loop.rank()]
        self.muon = torch.optim.Muon(
            [p for p in own if id(p) in layers], lr=rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"
        )
        others = [p for p in own if id(p) not in layers]
        groups = [
            {"params": [p for p in others if p.dim() >= 2], "weight_decay": decay, "scale": 0.5},
            {"params": [p for p in others if p.dim() < 2], "weight_decay": 0.0, "scale": 0.5},
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
                for parameter, part in zip(share, flat.split([p.numel() for p in share]), strict=True):
                    parameter.grad = part.view_as(parameter)
        own = self.shares[loop.rank()]
        for kind in (self.muon, self.adam):
            nn.utils.clip_grad_norm_([p for group in kind.param_groups for p in group["params"]], 1.0)
            loop.set_rate(kind, rate)
            kind.step()
        for parameter in own:
            parameter.grad = None
        if len(self.shares) > 1:
            with torch.no_grad():
                for owner, share in enumerate(self.shares):
                    flat = torch.cat([p.detach().flatten() for p in share])
                    torch.distributed.broadcast(flat, owner)
                    if owner != loop.rank():
                        for parameter, part in zip(share, flat.split([p.numel() for p in share]), strict=True):
                            parameter.copy_(part.view_as(parameter))

    def state(self) -> dict:
        return {"muon": self.muon.state_dict(), "adam": self.adam.state_dict()}

    def load(self, state: dict) -> None:
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])
