// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

import dev.tocsin.base.net.HostAndPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Documents written by hand, and any documents.
public final class OverlayDocuments {

  private static final List<X509Certificate> ROOTS =
      certificates(OverlayDocument.read(file("overlays.xml")).overlays().getFirst()).roots();
  private static final List<URI> SERVERS =
      Stream.of(
              "https://a.example/csr", "https://[2001:db8::1]:8443/?a=b&c=%20", "https://b.example")
          .map(URI::create)
          .toList();
  private static final List<String> WORDS =
      List.of("SIP", "a", "example.com", "bücher.example", "<&\">'", "𝔘", "x".repeat(253));

  private final RandomGenerator random;

  public OverlayDocuments(RandomGenerator random) {
    this.random = random;
  }

  /// A document of `vectors/`.
  public static byte[] file(String name) {
    try (var in = OverlayDocuments.class.getResourceAsStream("/vectors/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Security.Certificates certificates(OverlayConfiguration overlay) {
    return (Security.Certificates) overlay.access().security();
  }

  public OverlayDocument any() {
    int count = random.nextInt(1, 5);
    var overlays = new ArrayList<OverlayConfiguration>();
    for (int i = 0; i < count; i++) overlays.add(overlay(i, count));
    return new OverlayDocument(overlays);
  }

  private OverlayConfiguration overlay(int number, int count) {
    var to = "overlay" + (number + 1) % count;
    Optional<Migration> migration =
        count == 1
            ? Optional.empty()
            : maybe(() -> new Migration(one(Migration.Stage.values()), to));
    return new OverlayConfiguration(
        "overlay" + number,
        seconds(),
        new Dht(one(WORDS), maybe(this::seconds), maybe(this::seconds)),
        new Usages(
            some(() -> one(WORDS)),
            random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 101))),
        new Access(security(), some(this::contact), some(this::contact)),
        migration);
  }

  private Security security() {
    if (random.nextInt(3) == 0) return new Security.SharedKey();
    return new Security.Certificates(
        ROOTS.subList(0, random.nextInt(1, 1 + ROOTS.size())), some(() -> one(SERVERS)));
  }

  private HostAndPort contact() {
    var host =
        random.nextBoolean()
            ? "192.0.2." + random.nextInt(256)
            : "2001:db8::" + Integer.toHexString(random.nextInt(1, 0x10000));
    return new HostAndPort(host, random.nextInt(1, 0x10000));
  }

  private Duration seconds() {
    return Duration.ofSeconds(random.nextLong(1, 1 + Texts.SECONDS_MAX));
  }

  private <T> List<T> some(Supplier<T> each) {
    return Stream.generate(each).limit(random.nextInt(4)).toList();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(value.get());
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  @SafeVarargs
  private <T> T one(T... values) {
    return values[random.nextInt(values.length)];
  }
}
