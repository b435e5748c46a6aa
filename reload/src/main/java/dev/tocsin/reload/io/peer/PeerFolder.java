// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.peer;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.identity.PrivateFile;
import dev.tocsin.base.net.HostAndPort;
import dev.tocsin.base.net.Prefix;
import dev.tocsin.reload.core.peer.Candidate;
import dev.tocsin.reload.core.peer.Contact;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.header.RouteLogEntry;
import dev.tocsin.reload.wire.id.Id;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a peer keeps besides its part of the overlay's data: who it is, and whom it knew.
public final class PeerFolder {

  private static final Logger log = LoggerFactory.getLogger(PeerFolder.class);
  private static final String IDENTITY = "peer-id";
  private static final String CONTACTS = "contacts";
  private static final String DATA = "data";
  private static final int CONTACTS_MAX = 100;

  private final Path folder;

  public PeerFolder(Path folder) {
    this.folder = folder;
  }

  /// Where the overlay's data lies.
  Path data() {
    return folder.resolve(DATA);
  }

  /// Who a peer without certificate is: random when it is asked for the first time, then always the
  /// same.
  ///
  /// @throws ConfigException if the file can be neither read nor written
  public Id identity() {
    var file = folder.resolve(IDENTITY);
    if (Files.exists(file)) {
      var text = PrivateFile.firstLine(file).strip();
      try {
        return Id.parse(text);
      } catch (RuntimeException e) {
        throw new ConfigException(file, 1, "expected 32 hexadecimal digits, found " + text);
      }
    }
    var id = Id.random(new SecureRandom());
    PrivateFile.write(file, (id + "\n").getBytes(StandardCharsets.UTF_8));
    return id;
  }

  /// Whom this peer was connected to when that was last written. What cannot be read is as if it
  /// were not there: there are other ways into the overlay.
  List<Contact> contacts() {
    var file = folder.resolve(CONTACTS);
    if (!Files.exists(file)) return List.of();
    var contacts = new ArrayList<Contact>();
    try {
      new String(PrivateFile.read(file), StandardCharsets.UTF_8)
          .lines()
          .limit(CONTACTS_MAX)
          .forEach(line -> contacts.add(contact(line)));
    } catch (RuntimeException e) {
      log.warn("{} is not read to its end: {}", file, e.getMessage());
    }
    return contacts;
  }

  /// @throws ConfigException if it cannot be written
  void remember(List<Contact> contacts) {
    var text = contacts.stream().map(PeerFolder::line).collect(Collectors.joining());
    PrivateFile.write(folder.resolve(CONTACTS), text.getBytes(StandardCharsets.UTF_8));
  }

  // tls 192.0.2.1:6084 0123…
  private static String line(Contact contact) {
    var candidate = contact.candidate();
    var address = Addresses.of(candidate.address());
    var host = address.getAddress().getHostAddress();
    return "%s %s %s\n"
        .formatted(
            candidate.kind().name().toLowerCase(Locale.ROOT),
            new HostAndPort(host, address.getPort()),
            contact.peer().orElseThrow());
  }

  private static Contact contact(String line) {
    var parts = line.split(" ");
    if (parts.length != 3) throw new IllegalArgumentException("a line of " + parts.length);
    var place = HostAndPort.parse(parts[1]);
    var bytes = Bytes.owning(Prefix.parse(place.host()).addressBytes());
    var kind = RouteLogEntry.Link.valueOf(parts[0].toUpperCase(Locale.ROOT));
    var candidate = new Candidate(kind, new PeerAddress(bytes, place.port()));
    return Contact.of(candidate, Id.parse(parts[2]));
  }
}
