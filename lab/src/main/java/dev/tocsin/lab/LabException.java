// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.lab;

/// The lab could not do what was asked: names the command and what it said.
public final class LabException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
