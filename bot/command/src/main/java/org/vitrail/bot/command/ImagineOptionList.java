package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.bot.command.catalogue.ModelMenu;

/** The options that may stand with a prompt here: those of all models, and each model's own. */
public final class ImagineOptionList {
  private static final List<OptionKind> WIDTH =
      List.of(OptionKind.WHOLE, OptionKind.DECIMAL, OptionKind.NAME);

  private final List<ImagineOption> all;

  /** In the order in which people read them. */
  public ImagineOptionList(ModelMenu models) {
    Map<String, ImagineOption> own = new LinkedHashMap<>();
    Stream.concat(models.catalogued().stream(), models.all().stream())
        .flatMap(model -> model.options().entrySet().stream())
        .forEach(
            option ->
                own.merge(
                    option.getKey(),
                    ImagineOption.own(option.getKey(), option.getValue()),
                    ImagineOptionList::wider));
    List<ImagineOption> options = new ArrayList<>(ImagineOption.OF_ALL_MODELS);
    options.addAll(options.indexOf(ImagineOption.VIDEO), own.values());
    this.all = List.copyOf(options);
  }

  /**
   * A name is one option, whatever models call so: what is a number here and a name there, or has
   * fractions here and none there, is for the model's rules then.
   */
  private static ImagineOption wider(ImagineOption one, ImagineOption other) {
    return WIDTH.indexOf(one.kind()) > WIDTH.indexOf(other.kind()) ? one : other;
  }

  public List<ImagineOption> all() {
    return all;
  }

  /** The option that was typed. */
  public Optional<ImagineOption> named(String typed) {
    return all.stream().filter(option -> option.isCalled(typed)).findFirst();
  }

  /** What {@code /imagine} takes with them, for menus. */
  public List<OptionSpec> specs() {
    return List.of(OptionSpec.imagine(all));
  }

  List<String> words() {
    return all.stream().map(ImagineOption::word).toList();
  }
}
