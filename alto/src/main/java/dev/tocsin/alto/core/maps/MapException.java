// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.core.maps;

/// What was to become a map breaks a rule of the RFC: it is not published, and the version before
/// it stays.
public final class MapException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MapException(String message) {
    super(message);
  }
}
