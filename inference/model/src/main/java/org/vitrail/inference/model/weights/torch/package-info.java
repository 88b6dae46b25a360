/**
 * PyTorch's own formats: zip archives, the older sequence of pickles, tar archives and TorchScript.
 * Pickles are read as data; nothing in them is ever run.
 */
package org.vitrail.inference.model.weights.torch;
