package org.vitrail.inference.model.tensor;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PyTorch's NNPACK, one of several libraries for convolutions. PyTorch asks for it at small ones,
 * and warns on stderr on each processor that NNPACK does not know, but takes it from 16 pictures at
 * once on only, where oneDNN comes first (ATen/native/Convolution.cpp): nothing is lost without it.
 *
 * <p>Neither DJL nor TorchScript reaches this switch of PyTorch's, nor the level of its log. Where
 * the libraries are built in another way, things stay as they are.
 */
final class Nnpack {
  private static final Logger LOG = LoggerFactory.getLogger(Nnpack.class);

  /** {@code at::globalContext()}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  /** {@code at::Context::setUserEnabledNNPACK(bool)}. */
  private static final String SWITCH = "_ZN2at7Context20setUserEnabledNNPACKEb";

  /** {@code at::Context::userEnabledNNPACK() const}. */
  private static final String STATE = "_ZNK2at7Context17userEnabledNNPACKEv";

  private Nnpack() {}

  /** Switches it off for the process, once PyTorch is loaded. */
  static void switchOff() {
    try {
      library().getFunction(SWITCH).invokeVoid(new Object[] {context(), (byte) 0});
    } catch (LinkageError | RuntimeException e) {
      LOG.debug("NNPACK cannot be switched off; PyTorch may warn of it.", e);
    }
  }

  /** Whether PyTorch would use it. */
  static boolean isOn() {
    int state = library().getFunction(STATE).invokeInt(new Object[] {context()});
    return (state & 0xff) != 0;
  }

  private static Pointer context() {
    Function context = library().getFunction(CONTEXT);
    return context.invokePointer(new Object[0]);
  }

  /** It is in the process already, so this loads nothing. */
  private static NativeLibrary library() {
    Path folder = Path.of(LibUtils.getLibtorchPath());
    return NativeLibrary.getInstance(folder.resolve(System.mapLibraryName("torch_cpu")).toString());
  }
}
