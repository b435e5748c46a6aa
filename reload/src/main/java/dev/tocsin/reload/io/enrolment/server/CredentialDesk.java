// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.http.WebRequest;
import dev.tocsin.base.store.StoreException;
import dev.tocsin.reload.core.enrolment.Account;
import dev.tocsin.reload.core.enrolment.Decision;
import dev.tocsin.reload.core.enrolment.Register;
import dev.tocsin.reload.core.enrolment.Wanted;
import dev.tocsin.reload.core.security.PeerCertificate;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.io.enrolment.devices.DeviceStore;
import dev.tocsin.reload.io.enrolment.server.LoginDesk.Login;
import dev.tocsin.reload.wire.enrolment.CertificatesOnly;
import dev.tocsin.reload.wire.enrolment.CertificationRequest;
import dev.tocsin.reload.wire.id.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The credential server: a Simple PKI Request by POST, a Simple PKI Response as its answer (RFC
/// 5272, RFC 5273 §3). Any thread may use it.
final class CredentialDesk {

  private static final Logger log = LoggerFactory.getLogger(CredentialDesk.class);

  // A longer key keeps others busy and makes nothing safer.
  private static final int KEY_BITS_MAX = 8_192;

  private final OverlayAuthority authority;
  private final LoginDesk logins;
  // Guarded by itself.
  private final Register register;
  private final DeviceStore store;
  private final Trail trail;

  CredentialDesk(
      OverlayAuthority authority,
      LoginDesk logins,
      Register register,
      DeviceStore store,
      Trail trail) {
    this.authority = authority;
    this.logins = logins;
    this.register = register;
    this.store = store;
    this.trail = trail;
  }

  WebAnswer answer(WebRequest request, Instant now) {
    return switch (logins.login(request, now)) {
      case Login.Not(var answer) -> answer;
      case Login.By(var account) -> {
        var visitor = new Trail.Visitor(now, account.user(), request.remote());
        yield answer(request, account, visitor);
      }
    };
  }

  private WebAnswer answer(WebRequest request, Account account, Trail.Visitor visitor) {
    if (!request.contentType().equals(CertificationRequest.MEDIA_TYPE)) {
      return WebAnswer.text(415, "expected " + CertificationRequest.MEDIA_TYPE)
          .with("Accept-Post", CertificationRequest.MEDIA_TYPE);
    }
    Wanted wanted;
    try {
      wanted = wanted(CertificationRequest.read(request.body(), KEY_BITS_MAX));
    } catch (WireException e) {
      return refused(400, visitor, String.valueOf(e.getMessage()));
    }
    Decision decision;
    synchronized (register) {
      decision = register.decide(account, wanted, visitor.time());
    }
    return switch (decision) {
      case Decision.Issue issue -> issued(issue, wanted, visitor);
      case Decision.Refused(_, var detail) -> refused(403, visitor, detail);
      case Decision.TooOften(var patience) ->
          refused(429, visitor, "this user asks for certificates too often")
              .with("Retry-After", Long.toString(Math.max(1, patience.toSeconds())));
    };
  }

  private Wanted wanted(CertificationRequest wish) {
    var peers = new ArrayList<Id>();
    for (var uri : wish.uris()) {
      var peer = PeerCertificate.peer(uri, authority.overlay());
      peers.add(
          peer.orElseThrow(
              () -> new WireException("expected peers of this overlay, found '" + uri + "'")));
    }
    return new Wanted(wish.key(), wish.users(), peers);
  }

  private WebAnswer refused(int status, Trail.Visitor visitor, String why) {
    trail.refused(visitor, why);
    return WebAnswer.text(status, why);
  }

  private WebAnswer issued(Decision.Issue issue, Wanted wanted, Trail.Visitor visitor) {
    try {
      var device = issue.device();
      var validity = Duration.between(visitor.time(), device.until());
      var certificate =
          authority.certify(wanted.key(), issue.names(), device.peers(), validity, visitor.time());
      store.keep(issue.changes());
      trail.issued(visitor, issue, certificate);
      return new WebAnswer(
          200,
          Map.of("Content-Type", CertificatesOnly.CONTENT_TYPE, "Cache-Control", "no-store"),
          CertificatesOnly.write(List.of(certificate.der())).toArray());
    } catch (ConfigException | StoreException e) {
      log.error("no certificate for user '{}': {}", visitor.user(), e.getMessage());
      return refused(503, visitor, "certificates cannot be issued at the moment");
    }
  }
}
