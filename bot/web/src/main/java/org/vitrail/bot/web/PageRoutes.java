package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;

/** The page itself, what it asks for before anybody typed a word, and how well all is. */
final class PageRoutes {
  /**
   * @param options by name, from their least to their largest number, or with all their names
   * @param takesPictures whether its pictures can begin from another one; null while nobody said so
   * @param varies whether its pictures can be varied; null while nobody said so
   * @param drawsShapes whether its pictures can be other than square; null while nobody said so
   */
  private record ModelView(
      String id,
      String title,
      String description,
      boolean isDefault,
      Map<String, Record> options,
      Boolean takesPictures,
      boolean takesTargets,
      Boolean varies,
      Boolean drawsShapes) {}

  private record RangeView(BigDecimal standard, BigDecimal min, BigDecimal max, boolean isWhole) {}

  private record ChoiceView(String standard, List<String> names) {}

  private static final AllowedValues.Visitor<Record> OPTION_VIEW =
      new AllowedValues.Visitor<>() {
        @Override
        public Record range(OptionRange range) {
          return new RangeView(range.standard(), range.low(), range.max(), range.isWhole());
        }

        @Override
        public Record choice(OptionChoice choice) {
          return new ChoiceView(choice.standard(), choice.names());
        }
      };

  private final WebOptions options;
  private final Supplier<Health> health;
  private final Sessions sessions;
  private final PageFiles page;
  private final CardTexts texts;
  private final WebJson json;

  /**
   * @param health for {@code /healthz}, which asks as often as it is asked
   */
  PageRoutes(
      WebOptions options,
      Supplier<Health> health,
      Sessions sessions,
      PageFiles page,
      CardTexts texts,
      WebJson json) {
    this.options = options;
    this.health = health;
    this.sessions = sessions;
    this.page = page;
    this.texts = texts;
    this.json = json;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/", request -> page.serve(request, "index.html"));
    for (String name : PageFiles.NAMES) {
      routes.get("/" + name, request -> page.serve(request, name));
    }
    routes.get(
        "/api/models",
        request -> {
          sessions.personOrNew(request);
          json.answer(request, options.models().items().stream().map(this::view).toList());
        });
    routes.get("/api/texts", request -> json.answer(request, texts.in(Sessions.language(request))));
    routes.get("/healthz", this::health);
  }

  private void health(Context request) {
    Health now = health.get();
    if (!now.isWell()) {
      request.status(HttpStatus.SERVICE_UNAVAILABLE);
    }
    json.answer(request, now.report(options.version()));
  }

  private ModelView view(ModelMenu.Item model) {
    return new ModelView(
        model.id(),
        model.title(),
        model.description(),
        options.models().isStandard(model),
        ownOptions(model),
        known(model, ModelAbility.INIT_IMAGE),
        model.can(ModelAbility.IMAGE_PROMPTS),
        known(model, ModelAbility.VARY),
        known(model, ModelAbility.ASPECT));
  }

  /** Whether it has an ability; null while nobody said so. */
  private static Boolean known(ModelMenu.Item model, ModelAbility ability) {
    return model.abilities().map(all -> all.contains(ability)).orElse(null);
  }

  private static Map<String, Record> ownOptions(ModelMenu.Item model) {
    Map<String, Record> own = new LinkedHashMap<>();
    model.options().forEach((name, values) -> own.put(name, values.accept(OPTION_VIEW)));
    return own;
  }
}
