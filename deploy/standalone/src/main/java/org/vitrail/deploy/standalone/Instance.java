package org.vitrail.deploy.standalone;

import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.queue.LiveModels;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Settings;
import org.vitrail.inference.protocol.JobQueue;

/** What every role of an instance reads before it opens anything. */
record Instance(
    Installation installation, Settings settings, ModelCatalogue catalogue, ModelShelf shelf) {

  /**
   * @throws org.vitrail.config.SettingsException if models.yaml cannot be read or lacks the
   *     standard model
   */
  static Instance of(Installation installation, Settings settings) {
    ModelCatalogue catalogue = installation.models();
    catalogue.require(settings.model().defaultId());
    return new Instance(installation, settings, catalogue, ModelShelf.of(installation, settings));
  }

  /** All models, whoever draws with them. */
  ModelMenu menu() {
    String standard = catalogue.require(settings.model().defaultId()).id();
    return ModelLoader.menu(catalogue, standard).pulling(catalogue.parts());
  }

  /** All models, as the workers that are there now announce them and draw with them. */
  ModelMenu menu(JobQueue queue, TimeSource time) {
    LiveModels live =
        new LiveModels(queue, id -> shelf.isHere(catalogue.require(id)), time::nanoTime);
    return menu()
        .offering(live::presence)
        .announcing(live::announced)
        .holding(live::mostPixels)
        .proposing(live::proposals);
  }

  /** Those that a worker here draws with. */
  InstalledModels installed() {
    return new InstalledModels(
        catalogue, settings, shelf, ModelLoader.concepts(installation.safety()));
  }
}
