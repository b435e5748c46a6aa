// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.identity;

import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a native implementation of the primitives (AWS-LC through JCA) in front of the JDK's
/// providers: a mutual handshake is then several times cheaper. Where it does not load, the JDK's
/// providers stay and everything works, only slower. Loading takes a few hundred milliseconds, so
/// servers, clients and benches ask for it, short commands do not.
public final class NativeCryptography {

  /// Set to `jdk` to keep the JDK's providers.
  static final String PROPERTY = "tocsin.cryptography";

  private NativeCryptography() {}

  /// @param provider name and version of the provider that comes first
  /// @param isNative whether it is the native one
  /// @param reason why the JDK's providers stayed; empty when the native one is in use
  public record Choice(String provider, boolean isNative, String reason) {}

  /// Installs once for the whole process; later calls return what the first one chose. Never fails.
  public static Choice install() {
    return Once.CHOICE;
  }

  private static final class Once {
    static final Choice CHOICE = choose();
  }

  private static Choice choose() {
    Logger log = LoggerFactory.getLogger(NativeCryptography.class);
    var refusal =
        "jdk".equals(System.getProperty(PROPERTY)) ? PROPERTY + "=jdk asks for it" : load();
    var first = Security.getProviders()[0];
    var choice =
        new Choice(first.getName() + " " + first.getVersionStr(), refusal.isEmpty(), refusal);
    if (choice.isNative()) {
      log.info("cryptography: {}", choice.provider());
    } else {
      log.warn("cryptography: {}, slower than the native provider: {}", choice.provider(), refusal);
    }
    return choice;
  }

  /// Empty if the native provider is in front now, otherwise the reason why it is not.
  private static String load() {
    try {
      var failure = NativeProvider.putFirst();
      return failure.isPresent() ? oneLine(failure.get()) : "";
    } catch (Exception | LinkageError e) {
      // No jar for this platform, a temporary folder mounted noexec, a failed self-test.
      return oneLine(e);
    }
  }

  private static String oneLine(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
    return cause.toString().lines().findFirst().orElse(cause.getClass().getName());
  }
}
