// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.http.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What an attempt to reach a server by HTTP ended with, in words for people.
public final class HttpFailures {

  private static final int CAUSES_MAX = 8;

  private HttpFailures() {}

  public static String words(Throwable failure, Duration answerWait) {
    var causes =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(CAUSES_MAX)
            .toList();
    // The library wraps what happened into what it was about to do: the inner ones say more.
    return first(causes, UnresolvedAddressException.class)
        .map(_ -> "cannot be reached: its name has no address")
        .or(() -> first(causes, CertificateException.class).map(e -> "is not trusted: " + said(e)))
        .or(
            () ->
                first(causes, HttpTimeoutException.class)
                    .<Throwable>map(e -> e)
                    .or(() -> first(causes, SocketTimeoutException.class))
                    .map(_ -> "did not answer within " + answerWait.toSeconds() + " s"))
        .or(
            () ->
                first(causes, ConnectException.class)
                    .map(_ -> "cannot be reached: nothing answers on that port"))
        .or(
            () ->
                first(causes, SSLException.class)
                    .map(e -> "refused this client's certificate, or speaks no TLS: " + said(e)))
        .orElseGet(() -> "broke off: " + said(failure));
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
