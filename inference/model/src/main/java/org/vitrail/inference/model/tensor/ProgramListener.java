package org.vitrail.inference.model.tensor;

import java.util.List;
import java.util.Optional;

/** Learns of every program that an engine loads for a network, and of every call into it. */
public interface ProgramListener {
  /**
   * Whether methods that return a number are carried out. Where they are not, a network goes
   * through its preparation, which consists of such calls, without taking memory or time.
   */
  boolean computes();

  /**
   * A program was loaded.
   *
   * @param name of its source text, such as {@code vqgan.py}, with its kernel's where it has one
   * @param archive as PyTorch loads it
   */
  void loaded(Program program, String name, byte[] archive);

  /**
   * A method was called.
   *
   * @param arguments as {@link Program} takes them; tensors are valid for the time of this call
   * @param result empty for a number
   */
  void called(Program program, String method, List<Object> arguments, Optional<Tensor> result);
}
