"""Weights between two trainings."""

import unittest

import torch

from vitrail_training.dalle.average import average
from vitrail_training.dalle.model import CONFIG, Dalle


class Average(unittest.TestCase):
    def test_each_tensor_is_so_much_of_the_later(self):
        before, after = {"a": torch.tensor([0.0, 4.0])}, {"a": torch.tensor([4.0, 8.0])}
        torch.testing.assert_close(average(before, after, 0.75), {"a": torch.tensor([3.0, 7.0])})
        torch.testing.assert_close(average(before, after, 0.0), before)
        torch.testing.assert_close(average(before, after, 1.0), after)

    def test_what_reads_the_text_can_have_a_share_of_its_own(self):
        reading = ("encoder.embed_tokens.weight", "decoder.layers.0.encoder_attn.k_proj.weight", "decoder.layers.3.encoder_attn.v_proj.weight")
        others = ("decoder.layers.0.encoder_attn.q_proj.weight", "decoder.layers.0.self_attn.k_proj.weight", "decoder.embed_tokens.weight")
        self.assertLessEqual({*reading, *others}, Dalle(CONFIG).state_dict().keys())
        before, after = ({name: torch.full((2,), value) for name in (*reading, *others)} for value in (0.0, 4.0))
        mixed = average(before, after, 0.5, text_share=1.0)
        self.assertEqual([4.0] * 3 + [2.0] * 3, [mixed[name][0].item() for name in (*reading, *others)])

    def test_another_network_is_refused(self):
        with self.assertRaisesRegex(ValueError, "not the same network.*b"):
            average({"a": torch.zeros(1)}, {"a": torch.zeros(1), "b": torch.zeros(1)}, 0.5)


if __name__ == "__main__":
    unittest.main()
