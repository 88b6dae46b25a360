package org.vitrail.inference.model.weights.torch;

import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.file.StoredTensor;

/**
 * What a file of PyTorch holds.
 *
 * @param tensors by dot-joined name
 * @param strangers names of classes and functions that nobody here knows, and that stayed names
 */
public record TorchContent(Map<String, StoredTensor> tensors, List<String> strangers) {}
