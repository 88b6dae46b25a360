package org.vitrail.inference.model.weights;

/** The ways in which published weights are packed. */
public enum CheckpointFormat {
  SAFETENSORS("safetensors"),
  TORCH_ZIP("PyTorch (zip)"),
  TORCH_LEGACY("PyTorch (before 1.6)"),
  TORCH_TAR("PyTorch (tar)"),
  TORCHSCRIPT("TorchScript"),
  FLAX_MSGPACK("Flax (msgpack)");

  private final String title;

  CheckpointFormat(String title) {
    this.title = title;
  }

  /** Its name for people. */
  @Override
  public String toString() {
    return title;
  }
}
