// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.observe;

import dev.tocsin.base.config.ByteSize;
import dev.tocsin.base.config.Section;
import java.util.OptionalInt;

/// How a process can be watched.
///
/// @param metricsPort on loopback; 0 takes a free one; absent serves none
public record ObserveSettings(
    OptionalInt metricsPort,
    Logging.Verbosity verbosity,
    Logging.Format format,
    AuditLog.Options audit) {

  /// @param defaultPort of the metrics
  public static ObserveSettings read(Section section, int defaultPort) {
    boolean metrics = section.bool("metrics").orDefault(true);
    int port = section.integer("port", 0, 65_535).orDefault(defaultPort);
    var log = section.section("log");
    var audit = section.section("audit");
    var usual = AuditLog.Options.DEFAULT;
    return new ObserveSettings(
        metrics ? OptionalInt.of(port) : OptionalInt.empty(),
        log.choice("level", Logging.Verbosity.class).orDefault(Logging.Verbosity.INFO),
        log.choice("format", Logging.Format.class).orDefault(Logging.Format.TEXT),
        new AuditLog.Options(
            audit
                .size("max-size")
                .check(size -> size.bytes() >= 4_096, "at least 4 KiB")
                .orDefault(new ByteSize(usual.bytesMax()))
                .bytes(),
            audit.integer("files", 0, 1_000).orDefault(usual.filesKept()),
            usual.queueMax(),
            audit.bool("sync").orDefault(usual.sync())));
  }
}
