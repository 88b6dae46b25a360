package org.vitrail.deploy.standalone;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import org.vitrail.config.WorkerSettings;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.worker.Worker;
import org.vitrail.inference.worker.WorkerOptions;

/** The role that draws. */
final class WorkerRole implements RoleProcess.Running {
  private final Worker worker;

  private WorkerRole(Worker worker) {
    this.worker = worker;
  }

  /**
   * Whether what the operator names is here, and PyTorch's libraries find a place.
   *
   * @throws StandaloneException naming the command that gets what is missing
   */
  static void require(Instance instance) {
    instance.installed().requireHere();
    instance.shelf().chooseNatives();
  }

  /** Starts to draw; the model goes on loading afterwards. */
  static WorkerRole start(OpenParts parts, Instance instance, Storage storage) {
    Settings settings = instance.settings();
    WorkerSettings chosen = settings.worker();
    Worker worker =
        new Worker(
            storage.queue(),
            storage.images(),
            instance.installed(),
            ModelMemory.of(ModelLoader.runOptions(chosen)),
            new WorkerOptions(
                chosen.batchImages(),
                chosen.memoryBytes(),
                chosen.lease(),
                chosen.jobTimeout(),
                settings.shutdown().drain(),
                Main.version(),
                settings.images().label()),
            Optional.of(parts.add(DataFolder.drawnPictures(settings.dataFolder()))));
    parts.addDraining(worker).start();
    parts.watch(worker::problem);
    return new WorkerRole(worker);
  }

  /** To ask whether its model is loaded. */
  Worker worker() {
    return worker;
  }

  @Override
  public void asked() {
    worker.endWithProcess();
  }

  @Override
  public void lastResort() {
    worker.giveBackNow();
  }

  @Override
  public Map<String, String> models() {
    Map<String, String> models = new LinkedHashMap<>();
    worker.models().forEach(it -> models.put(it.id(), it.state().name().toLowerCase(Locale.ROOT)));
    return models;
  }

  /** Says when the first model is ready, or why it is not. */
  void tellReady(PrintWriter out) {
    worker.ready().whenComplete((device, failure) -> tellReady(out, device, failure));
  }

  private static void tellReady(PrintWriter out, String device, Throwable failure) {
    if (failure == null) {
      out.println("The model is ready (" + device + ").");
    } else {
      out.println(
          "The model cannot be used: " + Printable.lines(String.valueOf(failure.getMessage())));
      out.println("Jobs are answered with this until it is mended; it is tried again by itself.");
    }
    out.flush();
  }
}
