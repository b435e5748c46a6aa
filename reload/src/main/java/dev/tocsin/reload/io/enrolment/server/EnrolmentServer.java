// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.http.WebServer;
import dev.tocsin.base.http.WebSettings;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.reload.core.enrolment.EnrolmentRules;
import dev.tocsin.reload.core.enrolment.Register;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.io.enrolment.devices.DeviceStore;
import dev.tocsin.reload.io.enrolment.users.Users;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells everybody what an overlay is like, and gives its users their certificates (EN-4).
public final class EnrolmentServer implements AutoCloseable {

  /// Where a document's `credential-server` points to.
  public static final String CREDENTIAL_PATH = "/p2psip/credentials";

  private final DeviceStore store;
  private final AuditLog audit;
  private final CredentialDesk desk;
  private final InstantSource clock;
  private final Trail.Counts counts;
  private volatile Published published;
  private volatile @Nullable WebServer web;

  /// What it decides by.
  public record Terms(EnrolmentRules rules, LoginRules logins) {
    public static final Terms DEFAULT = new Terms(EnrolmentRules.DEFAULT, LoginRules.DEFAULT);
  }

  /// Where it keeps what has to last.
  ///
  /// @param folder with the users and what was given to them
  public record Keeping(Path folder, AuditLog.Options audit) {}

  private EnrolmentServer(
      OverlayAuthority authority,
      Terms terms,
      Keeping keeping,
      Published published,
      InstantSource clock) {
    this.clock = clock;
    this.published = published;
    this.counts = new Trail.Counts();
    var users = Users.open(keeping.folder(), authority.overlay());
    this.store = DeviceStore.open(keeping.folder());
    try {
      this.audit = AuditLog.open(keeping.folder().resolve("audit.jsonl"), keeping.audit());
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    var trail = new Trail(audit, authority.overlay(), counts);
    var register = new Register(terms.rules(), new SecureRandom(), store.load());
    var logins = new LoginDesk(users, terms.logins(), trail);
    this.desk = new CredentialDesk(authority, logins, register, store, trail);
  }

  /// Listens when it returns.
  ///
  /// @param web with TLS, of which the certificate names the overlay (EB-2)
  /// @throws dev.tocsin.base.config.ConfigException if something of an operator's is wrong
  /// @throws dev.tocsin.base.store.StoreException if another process has the folder
  public static EnrolmentServer start(
      OverlayAuthority authority,
      Terms terms,
      Keeping keeping,
      Published published,
      WebSettings web,
      InstantSource clock) {
    // EB-4: "MUST be of type https".
    if (web.tls().isEmpty()) throw new IllegalArgumentException("enrolment needs HTTPS");
    var server = new EnrolmentServer(authority, terms, keeping, published, clock);
    try {
      server.web = WebServer.start("enrolment", web, server::answer);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// Shows something else from now on.
  public void publish(Published next) {
    published = next;
  }

  public InetSocketAddress local() {
    var listening = web;
    if (listening == null) throw new IllegalStateException("it does not listen");
    return listening.local();
  }

  public long issued() {
    return counts.issued().sum();
  }

  public long refused() {
    return counts.refused().sum();
  }

  public long failedLogins() {
    return counts.failedLogins().sum();
  }

  private WebAnswer answer(WebRequest request) {
    return switch (request.path()) {
      case Published.DOCUMENT_PATH -> shown(request, published.document(), Published.DOCUMENT_TYPE);
      case Published.SCHEMA_PATH -> shown(request, published.schema(), Published.SCHEMA_TYPE);
      case CREDENTIAL_PATH ->
          request.method().equals("POST") ? desk.answer(request, clock.instant()) : only("POST");
      default -> WebAnswer.text(404, "there is nothing here");
    };
  }

  private static WebAnswer shown(WebRequest request, Bytes content, String type) {
    return switch (request.method()) {
      case "GET", "HEAD" ->
          new WebAnswer(
              200, Map.of("Content-Type", type, "Cache-Control", "no-cache"), content.toArray());
      default -> only("GET, HEAD");
    };
  }

  private static WebAnswer only(String methods) {
    return WebAnswer.text(405, "expected " + methods).with("Allow", methods);
  }

  @Override
  public void close() {
    var listening = web;
    if (listening != null) listening.close();
    audit.close();
    store.close();
  }
}
