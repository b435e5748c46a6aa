// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.client;

/// What a user proves himself with to a credential server.
public record Login(String user, String password) {

  private static final int CHARS_MAX = 256;

  public Login {
    if (user.isEmpty() || user.length() > CHARS_MAX || password.length() > CHARS_MAX) {
      throw new IllegalArgumentException(
          "expected a user and a password of at most " + CHARS_MAX + " characters");
    }
  }

  /// Never the password.
  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
