package org.vitrail.deploy.standalone;

import java.util.ArrayList;
import java.util.List;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.CudaChoice;
import org.vitrail.inference.model.tensor.Gpu;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.GpuReport;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** What the doctor asks of GPUs: which are here, whether one is used, and what it must hold. */
final class GpuChecks {
  private static final String SUBJECT = "GPU";

  private final RunOptions options;
  private final int batchImages;
  private final ModelEntry model;
  private final ModelShelf shelf;

  /** Of the model, whose files are read only where there is a GPU. */
  private GpuNeed need = GpuNeed.UNKNOWN;

  GpuChecks(Settings settings, ModelEntry model, ModelShelf shelf) {
    this.options = ModelLoader.runOptions(settings.worker());
    this.batchImages = settings.worker().batchImages();
    this.model = model;
    this.shelf = shelf;
  }

  /** Unknown where files are missing or broken, of which other lines tell. */
  private GpuNeed readNeed() {
    try {
      need =
          ModelLoader.family(model).gpuNeed(ModelLoader.places(model, shelf), options, batchImages);
    } catch (CheckpointException | StandaloneException e) {
      need = GpuNeed.UNKNOWN;
    }
    return need;
  }

  List<Finding> all() {
    if (options.device() == ComputeDevice.CPU) {
      return List.of(Finding.neutral(SUBJECT, "none is used, as worker.device is cpu"));
    }
    return of(GpuReport.here(options, this::readNeed));
  }

  /** What is said of such a report. */
  List<Finding> of(GpuReport report) {
    List<Finding> findings = new ArrayList<>();
    for (Gpu gpu : report.gpus()) {
      boolean used = report.choice() instanceof CudaChoice.OnGpu on && on.gpu().equals(gpu);
      String text =
          gpu.described()
              + gpu.capabilityName().map(it -> ", compute capability " + it).orElse("")
              + ", driver "
              + report.driver();
      findings.add(
          used ? Finding.good(SUBJECT, text) : Finding.neutral(SUBJECT, text + "; not used"));
    }
    findings.addAll(
        report
            .choice()
            .fold(
                this::used,
                processor ->
                    List.of(
                        Finding.neutral(
                            SUBJECT,
                            processor.reason().isEmpty()
                                ? "no driver of NVIDIA's here (no nvidia-smi); the processor draws"
                                : processor.reason() + " The processor draws instead.")),
                refused -> List.of(Finding.bad(SUBJECT, refused.reason()))));
    return findings;
  }

  private List<Finding> used(CudaChoice.OnGpu choice) {
    List<Finding> findings = new ArrayList<>();
    String libraries = "PyTorch " + CudaChoice.VERSION + " for CUDA 12.8 ";
    findings.add(
        choice.download()
            ? Finding.neutral(
                SUBJECT,
                libraries
                    + "is not here yet; the first start fetches "
                    + CudaChoice.DOWNLOAD
                    + " into "
                    + choice.natives())
            : Finding.good(SUBJECT, libraries + "is taken from " + choice.natives()));
    if (need.bytes() > 0) {
      boolean told = choice.gpu().freeMib().isPresent();
      findings.add(
          Finding.good(
              SUBJECT,
              need.described()
                  + (told ? " of what is free: fits" : "; what is free is not known")));
    }
    choice.notes().forEach(note -> findings.add(Finding.neutral(SUBJECT, note)));
    return findings;
  }
}
