// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.data.client;

import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// What an attempt to reach a server ended with, in words for its operator.
final class Failures {

  private static final int CAUSES_MAX = 8;

  private Failures() {}

  static String words(Throwable failure, Duration answerWait) {
    var cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      switch (cause) {
        case UnresolvedAddressException _ -> {
          return "cannot be reached: its name has no address";
        }
        case CertificateException e -> {
          return "is not trusted: " + e.getMessage();
        }
        case ConnectException e -> {
          if (!hasReason(e)) return "cannot be reached: " + said(e, "connection refused");
        }
        case HttpTimeoutException _ -> {
          return "did not answer within " + answerWait.toSeconds() + " s";
        }
        default -> {}
      }
      cause = cause.getCause();
    }
    return failure instanceof SSLException e
        ? "refused this client or speaks no TLS: " + said(e, "TLS failed")
        : "broke off: " + said(failure, failure.getClass().getSimpleName());
  }

  // The HTTP client wraps "no such name" into a failed connection.
  private static boolean hasReason(Throwable e) {
    return e.getCause() != null;
  }

  private static String said(Throwable e, String otherwise) {
    return e.getMessage() == null ? otherwise : e.getMessage();
  }
}
