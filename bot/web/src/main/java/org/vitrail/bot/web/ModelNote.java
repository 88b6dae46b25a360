package org.vitrail.bot.web;

import java.util.Objects;

/**
 * What the page tells people about one model; knows nothing of its files.
 *
 * @param id as {@code --model} takes it
 * @param title a short name
 * @param description what it can and cannot draw, in a sentence or two; may be empty
 * @param isDefault whether it draws when nobody names a model
 */
public record ModelNote(String id, String title, String description, boolean isDefault) {
  public ModelNote {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(description, "description");
  }
}
