package org.vitrail.inference.model.family.dallemini;

import java.util.List;
import org.vitrail.inference.model.weights.NameTable;

/**
 * The layouts in which DALL·E mini and mega are published. The program's names are min-dalle's,
 * after {@code encoder.} or {@code decoder.}
 */
final class DalleMiniLayouts {
  private DalleMiniLayouts() {}

  /** The authors' {@code flax_model.msgpack}: one array holds a weight of all layers. */
  static final NameTable FLAX_STACKED =
      NameTable.of(
          "Flax with stacked layers",
          """
          same         model.{half}.embed_tokens.embedding                        {half}.embed_tokens.weight
          same         model.{half}.embed_positions.embedding                     {half}.embed_positions.weight
          same         model.{half}.layernorm_embedding.scale                     {half}.layernorm_embedding.weight
          same         model.{half}.layernorm_embedding.bias                      {half}.layernorm_embedding.bias
          layers       model.{half}.layers.FlaxBart{_}Layers.LayerNorm_0.bias                   {half}.layers.{layer}.pre_self_attn_layer_norm.bias
          layers-dense model.{half}.layers.FlaxBart{_}Layers.FlaxBartAttention_0.{p}_proj.kernel {half}.layers.{layer}.self_attn.{p}_proj.weight
          layers       model.{half}.layers.FlaxBart{_}Layers.LayerNorm_1.scale                  {half}.layers.{layer}.self_attn_layer_norm.weight
          layers       model.{half}.layers.FlaxBart{_}Layers.LayerNorm_1.bias                   {half}.layers.{layer}.self_attn_layer_norm.bias
          layers       model.decoder.layers.FlaxBart{_}Layers.LayerNorm_2.bias                  decoder.layers.{layer}.pre_encoder_attn_layer_norm.bias
          layers-dense model.decoder.layers.FlaxBart{_}Layers.FlaxBartAttention_1.{p}_proj.kernel decoder.layers.{layer}.encoder_attn.{p}_proj.weight
          layers       model.decoder.layers.FlaxBart{_}Layers.LayerNorm_3.scale                 decoder.layers.{layer}.encoder_attn_layer_norm.weight
          layers       model.decoder.layers.FlaxBart{_}Layers.LayerNorm_3.bias                  decoder.layers.{layer}.encoder_attn_layer_norm.bias
          layers       model.{half}.layers.FlaxBart{_}Layers.GLU_0.LayerNorm_0.bias             {half}.layers.{layer}.glu.ln0.bias
          layers-dense model.{half}.layers.FlaxBart{_}Layers.GLU_0.Dense_0.kernel               {half}.layers.{layer}.glu.fc0.weight
          layers-dense model.{half}.layers.FlaxBart{_}Layers.GLU_0.Dense_1.kernel               {half}.layers.{layer}.glu.fc1.weight
          layers       model.{half}.layers.FlaxBart{_}Layers.GLU_0.LayerNorm_1.bias             {half}.layers.{layer}.glu.ln1.bias
          layers-dense model.{half}.layers.FlaxBart{_}Layers.GLU_0.Dense_2.kernel               {half}.layers.{layer}.glu.fc2.weight
          same         model.{half}.final_ln.bias                                 {half}.final_ln.bias
          dense        lm_head.kernel                                             decoder.lm_head.weight
          """);

  /** The same, written with {@code use_scan: false}: one array for each layer. */
  static final NameTable FLAX_LAYERS =
      NameTable.of(
          "Flax with one array a layer",
          """
          same  model.{half}.embed_tokens.embedding                          {half}.embed_tokens.weight
          same  model.{half}.embed_positions.embedding                       {half}.embed_positions.weight
          same  model.{half}.layernorm_embedding.scale                       {half}.layernorm_embedding.weight
          same  model.{half}.layernorm_embedding.bias                        {half}.layernorm_embedding.bias
          same  model.{half}.layers.FlaxBart{_}Layer_{n}.LayerNorm_0.bias            {half}.layers.{n}.pre_self_attn_layer_norm.bias
          dense model.{half}.layers.FlaxBart{_}Layer_{n}.FlaxBartAttention_0.{p}_proj.kernel {half}.layers.{n}.self_attn.{p}_proj.weight
          same  model.{half}.layers.FlaxBart{_}Layer_{n}.LayerNorm_1.scale           {half}.layers.{n}.self_attn_layer_norm.weight
          same  model.{half}.layers.FlaxBart{_}Layer_{n}.LayerNorm_1.bias            {half}.layers.{n}.self_attn_layer_norm.bias
          same  model.decoder.layers.FlaxBart{_}Layer_{n}.LayerNorm_2.bias           decoder.layers.{n}.pre_encoder_attn_layer_norm.bias
          dense model.decoder.layers.FlaxBart{_}Layer_{n}.FlaxBartAttention_1.{p}_proj.kernel decoder.layers.{n}.encoder_attn.{p}_proj.weight
          same  model.decoder.layers.FlaxBart{_}Layer_{n}.LayerNorm_3.scale          decoder.layers.{n}.encoder_attn_layer_norm.weight
          same  model.decoder.layers.FlaxBart{_}Layer_{n}.LayerNorm_3.bias           decoder.layers.{n}.encoder_attn_layer_norm.bias
          same  model.{half}.layers.FlaxBart{_}Layer_{n}.GLU_0.LayerNorm_0.bias      {half}.layers.{n}.glu.ln0.bias
          dense model.{half}.layers.FlaxBart{_}Layer_{n}.GLU_0.Dense_0.kernel        {half}.layers.{n}.glu.fc0.weight
          dense model.{half}.layers.FlaxBart{_}Layer_{n}.GLU_0.Dense_1.kernel        {half}.layers.{n}.glu.fc1.weight
          same  model.{half}.layers.FlaxBart{_}Layer_{n}.GLU_0.LayerNorm_1.bias      {half}.layers.{n}.glu.ln1.bias
          dense model.{half}.layers.FlaxBart{_}Layer_{n}.GLU_0.Dense_2.kernel        {half}.layers.{n}.glu.fc2.weight
          same  model.{half}.final_ln.bias                                   {half}.final_ln.bias
          dense lm_head.kernel                                               decoder.lm_head.weight
          """);

  /** min-dalle's {@code encoder.pt} and {@code decoder.pt}, and the bundled model. */
  static final NameTable MIN_DALLE =
      NameTable.of(
          "min-dalle",
          """
          same encoder.{name*} encoder.{name*}
          same decoder.{name*} decoder.{name*}
          """);

  static final List<NameTable> ALL = List.of(FLAX_STACKED, FLAX_LAYERS, MIN_DALLE);
}
