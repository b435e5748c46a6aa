// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.systemtests.lab;

import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.CertificateOrder;
import dev.tocsin.base.identity.CertificateOrder.Names;
import dev.tocsin.base.identity.CertificateOrder.Role;
import dev.tocsin.base.identity.KeyFiles;
import dev.tocsin.base.identity.KeyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An authority for one test, and the certificates that it issues, in one folder.
public final class LabKeys {

  private static final Duration VALIDITY = Duration.ofDays(1);

  private final Path folder;
  private final CertificateAuthority authority;

  public LabKeys(Path folder) {
    this.folder = folder;
    authority = CertificateAuthority.create("lab", KeyKind.P256, VALIDITY, Instant.now());
    authority.save(folder.resolve("ca"), false);
  }

  /// Writes `NAME.pem` and `NAME-key.pem`.
  public LabKeys server(String name, String address) {
    return issue(name, Role.SERVER, new Names(List.of(), List.of(address), List.of()));
  }

  /// Writes `NAME.pem` and `NAME-key.pem`, for the certificate name `NAME.example`.
  public LabKeys client(String name) {
    return issue(name, Role.CLIENT, new Names(List.of(name + ".example"), List.of(), List.of()));
  }

  private LabKeys issue(String name, Role role, Names names) {
    var order = new CertificateOrder(name, role, names, VALIDITY);
    KeyFiles.in(folder, name).write(authority.issue(order, KeyKind.P256, Instant.now()), false);
    return this;
  }
}
