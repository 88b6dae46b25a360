package org.vitrail.config;

/**
 * What whoever knows the families of models has to say about entries of the catalogue. Throws a
 * {@link SettingsException} whose key is below the entry's or part's own.
 */
public interface ModelCheck {
  /** All are well. */
  ModelCheck NONE =
      new ModelCheck() {
        @Override
        public void model(ModelEntry model) {}

        @Override
        public void part(ModelPart part) {}
      };

  /**
   * @throws SettingsException if the family cannot draw with these files and traits
   */
  void model(ModelEntry model);

  /**
   * @throws SettingsException if no family has files of these roles
   */
  void part(ModelPart part);
}
