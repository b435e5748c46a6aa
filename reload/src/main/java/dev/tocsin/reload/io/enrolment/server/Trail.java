// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.server;

import dev.tocsin.base.observe.AuditEvent;
import dev.tocsin.base.observe.AuditLog;
import dev.tocsin.reload.core.enrolment.Decision;
import dev.tocsin.reload.core.security.PeerCertificate;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/// Writes down what users got and did not get, and counts it. Any thread may use it.
///
/// @param overlay its name
record Trail(AuditLog log, String overlay, Counts counts) {

  /// Since the start.
  record Counts(LongAdder issued, LongAdder refused, LongAdder failedLogins) {
    Counts() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /// @param time of the request
  /// @param user as he calls himself
  /// @param source where the request came from
  record Visitor(Instant time, String user, String source) {}

  void issued(Visitor visitor, Decision.Issue issue, PeerCertificate certificate) {
    counts.issued.increment();
    record(
        visitor,
        issue.isRenewal() ? "enrol-renew" : "enrol-issue",
        "serial %s, peers %s, names %s, until %s"
            .formatted(
                certificate.certificate().getSerialNumber().toString(16),
                certificate.peers(),
                certificate.users(),
                certificate.certificate().getNotAfter().toInstant()));
  }

  void refused(Visitor visitor, String why) {
    counts.refused.increment();
    record(visitor, "enrol-refuse", why);
  }

  void failedLogin(Visitor visitor) {
    counts.failedLogins.increment();
    record(visitor, "enrol-login-failed", "");
  }

  private void record(Visitor visitor, String action, String detail) {
    log.record(new AuditEvent(visitor.time, action, overlay, visitor.user, visitor.source, detail));
  }
}
