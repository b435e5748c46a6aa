// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.sources;

/// A source of routing or topology data cannot be read as what it should be: nothing of it is kept.
/// The message names the source, the place in it, what was expected and what came.
public final class SourceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param source as the operator named it
  /// @param place for example `byte 1,042` or `line 7`
  public SourceException(String source, String place, String complaint) {
    super(source + ", " + place + ": " + complaint);
  }

  public SourceException(String source, String complaint, Throwable cause) {
    super(source + ": " + complaint, cause);
  }
}
