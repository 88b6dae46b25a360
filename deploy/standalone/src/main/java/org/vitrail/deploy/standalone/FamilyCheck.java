package org.vitrail.deploy.standalone;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.ModelCheck;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelPart;
import org.vitrail.config.Nearest;
import org.vitrail.config.SettingsException;
import org.vitrail.config.UpscalerTraits;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.upscaling.published.UpscalerKind;

/** Whether what the catalogue says of a model suits the model's family. */
final class FamilyCheck implements ModelCheck {
  @Override
  public void model(ModelEntry model) {
    ModelFamily kind =
        Family.find(model.family())
            .orElseThrow(() -> notAllowed("family", model.family(), names()));
    FileRoles family = kind.files();
    model.traits().forEach((name, value) -> checkTrait(family, name, value));
    family.traits().keySet().forEach(name -> requireTrait(family, model, name));
    refuseUnknownRoles(model.files(), roles(List.of(family)));
    refuseUnknownOptions(model, kind.options(model.allFiles().keySet()));
    family
        .mistake(model.allFiles())
        .ifPresent(
            mistake -> {
              String place =
                  mistake
                      .role()
                      .map(
                          role ->
                              model.files().containsKey(role) ? "files." + role : key(model, role))
                      .orElse("files");
              throw SettingsException.ofKey(place, mistake.problem());
            });
  }

  /** A role that is absent is looked for among the model's own files. */
  private static String key(ModelEntry model, String role) {
    return model.allFiles().containsKey(role) ? "parts" : "files." + role;
  }

  private static void checkTrait(FileRoles family, String name, String value) {
    List<String> allowed = family.traits().getOrDefault(name, List.of());
    if (allowed.isEmpty()) {
      throw SettingsException.ofKey(name, "models of this family have no such key.");
    }
    if (!allowed.contains(value)) {
      throw notAllowed(name, value, allowed);
    }
  }

  private static void requireTrait(FileRoles family, ModelEntry model, String name) {
    boolean given = model.traits().containsKey(name);
    if (!given && family.requiredTraits().contains(name)) {
      throw SettingsException.ofKey(
          name, "the key is missing; give " + String.join(", ", family.traits().get(name)) + ".");
    }
  }

  @Override
  public void part(ModelPart part) {
    if (part.upscaler().isPresent()) {
      checkUpscaler(part, part.upscaler().get());
      return;
    }
    if (part.files().keySet().equals(Set.of(ModelPart.CUTOUT))) {
      return;
    }
    if (part.codec().isPresent()) {
      PulledCodecs.check(part, part.codec().get());
      if (part.codec().get().network().equals(PulledCodecs.DALL_E)) {
        return;
      }
    }
    refuseUnknownRoles(part.files(), roles(Family.all().stream().map(ModelFamily::files).toList()));
    part.pixels()
        .ifPresent(
            value -> {
              Set<String> allowed = new LinkedHashSet<>();
              Family.all()
                  .forEach(
                      family ->
                          allowed.addAll(
                              family.files().traits().getOrDefault("pixels", List.of())));
              if (!allowed.contains(value)) {
                throw notAllowed("pixels", value, List.copyOf(allowed));
              }
            });
  }

  private static void checkUpscaler(ModelPart part, UpscalerTraits traits) {
    UpscalerKind kind =
        UpscalerKind.of(traits.network())
            .orElseThrow(
                () -> notAllowed("upscaler.network", traits.network(), UpscalerKind.words()));
    for (String role : part.files().keySet()) {
      if (!PulledUpscalers.roles(kind).contains(role)) {
        throw SettingsException.ofKey(
            "files." + role,
            "there is no such key for this network. Known here: "
                + String.join(", ", PulledUpscalers.roles(kind))
                + ".");
      }
    }
    if (!part.files().containsKey(PulledUpscalers.WEIGHTS)) {
      throw SettingsException.ofKey(
          "files." + PulledUpscalers.WEIGHTS,
          "the key is missing; give the path of the network's weights.");
    }
  }

  private static Map<String, FileRole> roles(List<FileRoles> families) {
    Map<String, FileRole> roles = new HashMap<>();
    families.forEach(family -> family.roles().forEach(role -> roles.put(role.name(), role)));
    return roles;
  }

  private static void refuseUnknownRoles(Map<String, String> files, Map<String, FileRole> known) {
    for (String role : files.keySet()) {
      if (!known.containsKey(role)) {
        Optional<String> near = Nearest.to(role, known.keySet());
        throw SettingsException.ofKey(
            "files." + role,
            "there is no such key."
                + near.map(it -> " Did you mean " + it + "?")
                    .orElse(" Known here: " + String.join(", ", known.keySet()) + "."));
      }
    }
  }

  /** A job that names one would fail with every worker. */
  private static void refuseUnknownOptions(ModelEntry model, List<ModelOption> known) {
    Map<String, ModelOption> own = new LinkedHashMap<>();
    known.forEach(option -> own.put(option.name(), option));
    model
        .options()
        .forEach(
            (name, values) -> {
              if (!own.containsKey(name)) {
                throw SettingsException.ofKey(
                    "options." + name,
                    "models of this family have no such option; theirs are "
                        + String.join(", ", own.keySet())
                        + ".");
              }
              refuseOthers(name, values, OptionValues.of(own.get(name)));
            });
  }

  /** A model's own files may allow less than its family does, but nothing else. */
  private static void refuseOthers(String name, AllowedValues values, AllowedValues own) {
    boolean fits =
        values.common(own).filter(both -> both.allows(values.standardText())).isPresent();
    if (!fits) {
      throw SettingsException.ofKey(
          "options." + name,
          "%s with %s for who chooses none is not what this model's files can do; give of %s."
              .formatted(values.shown(), values.standardText(), own.shown()));
    }
  }

  private static List<String> names() {
    return Family.all().stream().map(ModelFamily::name).toList();
  }

  private static SettingsException notAllowed(String key, String value, List<String> allowed) {
    return SettingsException.ofKey(
        key, "\"%s\" is not allowed; give %s.".formatted(value, String.join(", ", allowed)));
  }
}
