package org.vitrail.bot.command;

import java.util.Optional;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.ServedModel.Cells;

/**
 * What may be kept of a picture to begin from: what is left to draw then depends on the model,
 * whose workers say in how many cells it draws. What nobody has said yet is left to them.
 */
public final class KeepRules {
  private final Messages messages;

  public KeepRules(Messages messages) {
    this.messages = messages;
  }

  /** The sentence about what a model cannot keep; empty when it can, or nothing is asked for. */
  public Optional<Sentence> mistake(ModelMenu.Item model, ImagineOptions options) {
    return options.keep().flatMap(keep -> mistake(model, keep, options.aspect()));
  }

  /**
   * The same of something to keep.
   *
   * @param aspect of the pictures
   */
  public Optional<Sentence> mistake(ModelMenu.Item model, Keep keep, AspectRatio aspect) {
    if (model.lacks(ModelAbility.KEEP)) {
      return Optional.of(Sentence.of(messages, "mistake.keep-model", model.id()));
    }
    return model
        .cells()
        .map(cells -> cells.shaped(aspect))
        .filter(cells -> keep.on(cells.columns(), cells.rows()).isEmpty())
        .map(cells -> tooMuch(model, keep, cells));
  }

  /**
   * The same where it may not be known which model it is for: a mistake is what no model that is
   * offered can keep.
   */
  Optional<Sentence> mistake(ModelMenu models, ImagineOptions options) {
    if (options.model().isPresent()) {
      return options.model().flatMap(models::find).flatMap(it -> mistake(it, options));
    }
    boolean fits = models.items().stream().anyMatch(it -> mistake(it, options).isEmpty());
    return fits ? Optional.empty() : mistake(models.standard(), options);
  }

  private Sentence tooMuch(ModelMenu.Item model, Keep keep, Cells cells) {
    return Sentence.of(
        messages,
        "mistake.keep",
        keep.text(),
        model.id(),
        cells.columns(),
        cells.rows(),
        cells.rows() - 1,
        cells.columns() - 1,
        (Math.min(cells.columns(), cells.rows()) - 1) / 2);
  }
}
