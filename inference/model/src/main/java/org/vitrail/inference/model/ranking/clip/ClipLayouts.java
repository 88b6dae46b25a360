package org.vitrail.inference.model.ranking.clip;

import java.util.List;
import org.vitrail.inference.model.weights.NameTable;

/** The layouts in which CLIP is published. The program's names are OpenAI's. */
final class ClipLayouts {
  private ClipLayouts() {}

  /** OpenAI's TorchScript files and the bundled model. */
  static final NameTable OPENAI =
      NameTable.of(
          "OpenAI",
          """
          drop input_resolution
          drop context_length
          drop vocab_size
          same visual.{name*}       visual.{name*}
          same transformer.{name*}  transformer.{name*}
          same token_embedding.weight token_embedding.weight
          same positional_embedding positional_embedding
          same ln_final.{name}      ln_final.{name}
          same text_projection      text_projection
          same logit_scale          logit_scale
          """);

  /** Hugging Face's {@code pytorch_model.bin} and {@code model.safetensors}. */
  static final NameTable HUGGING_FACE =
      NameTable.of(
          "Hugging Face",
          """
          drop     text_model.embeddings.position_ids
          drop     vision_model.embeddings.position_ids
          same     vision_model.embeddings.class_embedding                           visual.class_embedding
          same     vision_model.embeddings.patch_embedding.weight                    visual.conv1.weight
          same     vision_model.embeddings.position_embedding.weight                 visual.positional_embedding
          same     vision_model.pre_layrnorm.{p}                                     visual.ln_pre.{p}
          same     vision_model.post_layernorm.{p}                                   visual.ln_post.{p}
          rows-qkv vision_model.encoder.layers.{n}.self_attn.{qkv}_proj.weight       visual.transformer.resblocks.{n}.attn.in_proj_weight
          rows-qkv vision_model.encoder.layers.{n}.self_attn.{qkv}_proj.bias         visual.transformer.resblocks.{n}.attn.in_proj_bias
          same     vision_model.encoder.layers.{n}.self_attn.out_proj.{p}            visual.transformer.resblocks.{n}.attn.out_proj.{p}
          same     vision_model.encoder.layers.{n}.layer_norm1.{p}                   visual.transformer.resblocks.{n}.ln_1.{p}
          same     vision_model.encoder.layers.{n}.layer_norm2.{p}                   visual.transformer.resblocks.{n}.ln_2.{p}
          same     vision_model.encoder.layers.{n}.mlp.fc1.{p}                       visual.transformer.resblocks.{n}.mlp.c_fc.{p}
          same     vision_model.encoder.layers.{n}.mlp.fc2.{p}                       visual.transformer.resblocks.{n}.mlp.c_proj.{p}
          dense    visual_projection.weight                                          visual.proj
          same     text_model.embeddings.token_embedding.weight                      token_embedding.weight
          same     text_model.embeddings.position_embedding.weight                   positional_embedding
          rows-qkv text_model.encoder.layers.{n}.self_attn.{qkv}_proj.weight         transformer.resblocks.{n}.attn.in_proj_weight
          rows-qkv text_model.encoder.layers.{n}.self_attn.{qkv}_proj.bias           transformer.resblocks.{n}.attn.in_proj_bias
          same     text_model.encoder.layers.{n}.self_attn.out_proj.{p}              transformer.resblocks.{n}.attn.out_proj.{p}
          same     text_model.encoder.layers.{n}.layer_norm1.{p}                     transformer.resblocks.{n}.ln_1.{p}
          same     text_model.encoder.layers.{n}.layer_norm2.{p}                     transformer.resblocks.{n}.ln_2.{p}
          same     text_model.encoder.layers.{n}.mlp.fc1.{p}                         transformer.resblocks.{n}.mlp.c_fc.{p}
          same     text_model.encoder.layers.{n}.mlp.fc2.{p}                         transformer.resblocks.{n}.mlp.c_proj.{p}
          same     text_model.final_layer_norm.{p}                                   ln_final.{p}
          dense    text_projection.weight                                            text_projection
          same     logit_scale                                                       logit_scale
          """);

  static final List<NameTable> ALL = List.of(OPENAI, HUGGING_FACE);
}
