package org.vitrail.inference.model.codec.vqgan;

import java.util.List;
import org.vitrail.inference.model.weights.NameTable;

/** The layouts in which VQGANs are published. The program's names are taming-transformers'. */
final class VqganLayouts {
  private VqganLayouts() {}

  /** taming-transformers' {@code last.ckpt}, with the networks that trained it left out. */
  static final NameTable TAMING =
      NameTable.of(
          "taming-transformers",
          """
          drop loss.{name*}
          same encoder.{name*}           encoder.{name*}
          same decoder.{name*}           decoder.{name*}
          same quant_conv.{name}         quant_conv.{name}
          same post_quant_conv.{name}    post_quant_conv.{name}
          same quantize.embedding.weight quantize.embedding.weight
          same quantize.embed.weight     quantize.embedding.weight
          same quantize.proj.{name}      quantize.proj.{name}
          """);

  /**
   * taming-transformers' checkpoint of a transformer, with the VQGAN whose tokens it was trained
   * on: FacesHQ and S-FLCKR are published so. What the transformer itself is made of is left out,
   * and the second VQGAN that some have for their conditions.
   */
  static final NameTable WITH_TRANSFORMER =
      NameTable.of(
          "taming-transformers' with a transformer",
          """
          drop transformer.{name*}
          drop cond_stage_model.{name*}
          drop permuter.{name*}
          drop first_stage_model.loss.{name*}
          same first_stage_model.encoder.{name*}           encoder.{name*}
          same first_stage_model.decoder.{name*}           decoder.{name*}
          same first_stage_model.quant_conv.{name}         quant_conv.{name}
          same first_stage_model.post_quant_conv.{name}    post_quant_conv.{name}
          same first_stage_model.quantize.embedding.weight quantize.embedding.weight
          """);

  /**
   * ruDALL-E's for pictures of 512 pixels, whose decoder has its first layer and a wavelet within.
   */
  static final NameTable WAVELET =
      NameTable.of(
          "ruDALL-E's with a wavelet",
          """
          drop model.decoder.idwt.{name*}
          drop model.post_quant_conv.{name}
          same model.decoder.post_quant_conv.{name} post_quant_conv.{name}
          same model.decoder.decoder.{name*}        decoder.{name*}
          same model.encoder.{name*}                encoder.{name*}
          same model.quant_conv.{name}              quant_conv.{name}
          same model.quantize.embed.weight          quantize.embedding.weight
          same model.quantize.proj.{name}           quantize.proj.{name}
          """);

  /** vqgan-jax's {@code flax_model.msgpack}. */
  static final NameTable FLAX =
      NameTable.of(
          "vqgan-jax",
          """
          conv {side}.{d}_{i}.block_{j}.{layer}.kernel  {side}.{d}.{i}.block.{j}.{layer}.weight
          same {side}.{d}_{i}.block_{j}.{layer}.scale   {side}.{d}.{i}.block.{j}.{layer}.weight
          same {side}.{d}_{i}.block_{j}.{layer}.bias    {side}.{d}.{i}.block.{j}.{layer}.bias
          conv {side}.{d}_{i}.attn_{j}.{layer}.kernel   {side}.{d}.{i}.attn.{j}.{layer}.weight
          same {side}.{d}_{i}.attn_{j}.{layer}.scale    {side}.{d}.{i}.attn.{j}.{layer}.weight
          same {side}.{d}_{i}.attn_{j}.{layer}.bias     {side}.{d}.{i}.attn.{j}.{layer}.bias
          conv {side}.{d}_{i}.{sample}.conv.kernel      {side}.{d}.{i}.{sample}.conv.weight
          same {side}.{d}_{i}.{sample}.conv.bias        {side}.{d}.{i}.{sample}.conv.bias
          conv {side}.mid.{part}.{layer}.kernel         {side}.mid.{part}.{layer}.weight
          same {side}.mid.{part}.{layer}.scale          {side}.mid.{part}.{layer}.weight
          same {side}.mid.{part}.{layer}.bias           {side}.mid.{part}.{layer}.bias
          conv {side}.{layer}.kernel                    {side}.{layer}.weight
          same {side}.{layer}.scale                     {side}.{layer}.weight
          same {side}.{layer}.bias                      {side}.{layer}.bias
          conv {layer}.kernel                           {layer}.weight
          same {layer}.bias                             {layer}.bias
          same quantize.embedding.embedding             quantize.embedding.weight
          """);

  /** min-dalle's {@code detoker.pt}: the decoder alone. */
  static final NameTable DETOKER =
      NameTable.of(
          "min-dalle's detokenizer",
          """
          same embedding.weight       quantize.embedding.weight
          same decoder.{name*}        decoder.{name*}
          same post_quant_conv.{name} post_quant_conv.{name}
          """);

  static final List<NameTable> ALL = List.of(TAMING, WITH_TRANSFORMER, WAVELET, FLAX, DETOKER);
}
