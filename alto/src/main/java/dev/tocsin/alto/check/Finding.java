// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.check;

/// Something that is wrong with what a server says, or with a file that it could have said.
///
/// @param source file or URI
/// @param place within it: a path of members joined by slashes; empty for the whole
/// @param rule where it is written, for example `RFC 7285 §11.2.2`
/// @param text what was expected and what came
public record Finding(Severity severity, String source, String place, String rule, String text) {

  /// How much it matters.
  public enum Severity {
    /// Against what must be: clients may fail, or take the wrong thing for right.
    ERROR,
    /// Against what should be.
    WARNING,
    /// Worth knowing, such as what could not be looked at.
    NOTE
  }
}
