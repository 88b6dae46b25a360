package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.ByteSize;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelPart;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.config.Printable;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.Stock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vitrail models list}: what there is to choose, and what of it is here. */
@Command(
    name = "list",
    description = {
      "Lists models and parts: size, licence, what is here, and what memory a model takes in which",
      "precision (✔ this machine has it now, ✘ it has not)."
    })
final class ModelsList implements Callable<Integer> {
  private final Installation installation;
  @Spec private CommandSpec spec;

  ModelsList(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() {
    Settings settings = installation.settings();
    ModelCatalogue catalogue = installation.models();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    MemoryNeeds memory = MemoryNeeds.here(settings, shelf);
    PrintWriter out = spec.commandLine().getOut();
    for (ModelEntry model : catalogue.entries()) {
      boolean chosen = model.id().equals(settings.model().defaultId());
      out.printf("%s%s%n", model.id(), chosen ? "  (default)" : "");
      out.printf("  %s. %s%n", Printable.text(model.title()), Printable.text(model.description()));
      out.printf(
          "  %s; %s%n", Printable.text(model.licence()), Printable.text(whereabouts(model, shelf)));
      memory.described(model).ifPresent(line -> out.printf("  %s%n", line));
      print(out, model);
    }
    if (!catalogue.parts().isEmpty()) {
      out.printf("%nParts, downloaded with the models that use them, or by their own id:%n");
    }
    for (ModelPart part : catalogue.parts()) {
      Stock stock = shelf.store().stock(List.of(part));
      out.printf(
          "%s%n  %s. %s; %s%n",
          part.id(),
          Printable.text(part.title()),
          Printable.text(part.licence()),
          state(stock, part));
    }
    out.flush();
    return 0;
  }

  private static String whereabouts(ModelEntry model, ModelShelf shelf) {
    if (model.bundled()) {
      return "part of the program, ready";
    }
    Stock stock = shelf.store().stock(model.withParts());
    String folder = model.folder().map(path -> "in " + path).orElse("");
    boolean published = stock.bytesTotal() > 0;
    String state = published ? state(stock, model) : "";
    return folder + (folder.isEmpty() || !published ? "" : "; parts: ") + state;
  }

  private static String state(Stock stock, Pullable owner) {
    if (stock.isReady()) {
      return ByteSize.text(stock.bytesTotal()) + ", ready";
    }
    return stock.bytesHere() == 0
        ? stock.total() + ", not pulled"
        : "%s, partly here: %s to go (./vitrail models pull %s)"
            .formatted(stock.total(), stock.toGo(), owner.id());
  }

  private static void print(PrintWriter out, ModelEntry model) {
    String options =
        model.options().entrySet().stream()
            .map(it -> "--" + it.getKey() + " " + chosen(it.getValue()))
            .collect(Collectors.joining(" "));
    out.printf("  %s --count %d%n", options, model.imageCount());
  }

  /** What stands for who chooses nothing, with the names there are besides. */
  private static String chosen(AllowedValues values) {
    return values.accept(
        new AllowedValues.Visitor<String>() {
          @Override
          public String range(OptionRange range) {
            return range.standardText();
          }

          @Override
          public String choice(OptionChoice choice) {
            return choice.standard() + " (" + choice.shown() + ")";
          }
        });
  }
}
