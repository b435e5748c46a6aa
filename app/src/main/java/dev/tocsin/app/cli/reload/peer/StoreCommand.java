// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.app.cli.reload.peer;

import dev.tocsin.app.daemon.Durations;
import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.reload.io.control.PeerOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "store",
    description = {
      "Store a value at a place of the overlay, signed by the peer that is asked.",
      "Into an array it goes behind the last, into a dictionary under the peer's own id, if nothing"
          + " else is said."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tocsin reload store alice@example.org 'gone fishing' --kind note --state /tmp/ring/peer1",
      "  tocsin reload store alice@example.org --file alice.pem --kind certificate \\",
      "    --lifetime 60d --state /tmp/ring/peer1"
    })
public final class StoreCommand implements Callable<Integer> {

  @Mixin private final PeerOptions peer = new PeerOptions();
  @Mixin private final DataOptions data = new DataOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description =
          "Text. Of kind sip-registration: where calls go, as a URI; of kind turn-service: the"
              + " server's ADDRESS:PORT.")
  private @Nullable String value;

  @Option(names = "--hex", paramLabel = "HEX", description = "The value in hexadecimal.")
  private @Nullable String hex;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A file with the value; of kind certificate: as PEM or DER.")
  private @Nullable Path file;

  @Option(
      names = "--lifetime",
      paramLabel = "TIME",
      defaultValue = "1d",
      converter = Durations.Converter.class,
      description = "How long it is kept (default: ${DEFAULT-VALUE}).")
  private Duration lifetime = Duration.ofDays(1);

  @Override
  public Integer call() throws IOException {
    return peer.ask(
        () -> new PeerOrder.Store(data.place(), data.kind, data.which(), value(), lifetime));
  }

  private Bytes value() {
    if (Stream.of(value, hex, file).filter(Objects::nonNull).count() > 1) {
      throw new IllegalArgumentException("only one of VALUE, --hex and --file can be the value");
    }
    if (hex != null) return Bytes.parse(hex);
    if (value != null) return ValueText.read(data.kind, value);
    if (file == null) throw new IllegalArgumentException("what? Give VALUE, --hex or --file");
    try {
      return ValueText.ofFile(data.kind, bounded(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bounded(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(ValueText.BYTES_MAX + 1);
      if (bytes.length <= ValueText.BYTES_MAX) return bytes;
      throw new IllegalArgumentException(
          file + ": more than " + ValueText.BYTES_MAX + " bytes; no value is that long");
    }
  }
}
