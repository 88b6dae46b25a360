"""SRVGGNetCompact in BasicSR's layout: body.0 a convolution, body.1 its PReLU, and so on."""

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = {"num_in_ch": 3, "num_out_ch": 3, "num_feat": 32, "num_conv": 8, "upscale": 4, "act_type": "prelu"}


class SRVGGNetCompact(nn.Module):
    """RGB in 0..1."""

    def __init__(self, num_in_ch=3, num_out_ch=3, num_feat=32, num_conv=8, upscale=4, **_):
        super().__init__()
        self.upscale = upscale
        layers: list[nn.Module] = [nn.Conv2d(num_in_ch, num_feat, 3, 1, 1), nn.PReLU(num_feat)]
        for _ in range(num_conv):
            layers += [nn.Conv2d(num_feat, num_feat, 3, 1, 1), nn.PReLU(num_feat)]
        layers.append(nn.Conv2d(num_feat, num_out_ch * upscale**2, 3, 1, 1))
        self.body = nn.ModuleList(layers)
        # with PyTorch's default the signal dies over the layers and the loss never moves
        for layer in self.body[:-1]:
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, a=0.25)
                nn.init.zeros_(layer.bias)
        self.body[-1].weight.data.mul_(0.1)
        nn.init.zeros_(self.body[-1].bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for layer in self.body:
            out = layer(out)
        return F.pixel_shuffle(out, self.upscale) + F.interpolate(x, scale_factor=self.upscale, mode="nearest")
