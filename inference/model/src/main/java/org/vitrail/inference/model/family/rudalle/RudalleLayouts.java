package org.vitrail.inference.model.family.rudalle;

import java.util.List;
import org.vitrail.inference.model.weights.NameTable;

/** The layout in which ruDALL-E is published. The program's names are the authors'. */
final class RudalleLayouts {
  private RudalleLayouts() {}

  /** The masks follow from the shape; files have them as numbers or as truths. */
  static final NameTable RU_DALLE =
      NameTable.of(
          "ru-dalle",
          """
          same text_embeddings.{name}          text_embeddings.{name}
          same image_embeddings.{name}         image_embeddings.{name}
          same text_pos_embeddings.{name}      text_pos_embeddings.{name}
          same image_row_embeddings.{name}     image_row_embeddings.{name}
          same image_col_embeddings.{name}     image_col_embeddings.{name}
          same transformer.layers.{name*}      transformer.layers.{name*}
          same transformer.final_layernorm.{name} transformer.final_layernorm.{name}
          same to_logits.{name*}               to_logits.{name*}
          drop transformer.row_mask
          drop transformer.col_mask
          drop transformer.conv_mask
          """);

  static final List<NameTable> ALL = List.of(RU_DALLE);
}
