// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.manage;

import dev.tocsin.base.config.ConfigException;
import dev.tocsin.base.http.WebAnswer;
import dev.tocsin.base.identity.Trust;
import dev.tocsin.dots.core.server.Customer;
import dev.tocsin.dots.core.server.Customer.Origin;
import dev.tocsin.dots.core.server.ManagementAnswer;
import dev.tocsin.dots.core.server.ManagementRequest;
import dev.tocsin.dots.io.security.ManagedTrust;
import dev.tocsin.dots.io.settings.ServerSettings;
import dev.tocsin.dots.io.settings.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration file again while the server runs: its domains, and the pre-shared and
/// raw public keys of its clients. Everything else is compared with what the server was started
/// with, and named if it differs. A file with a mistake changes nothing.
final class Reloading {

  private static final Logger log = LoggerFactory.getLogger(Reloading.class);
  private static final String AUTHORITIES = "keys.trusted-authorities";
  private static final List<String> READ_AGAIN =
      List.of("domains", "keys.pre-shared-keys", "keys.raw-public-keys");

  private volatile ServerSettings running;
  private final Written startedWith;
  private final ManagedTrust trust;
  private final Trust started;

  /// @param started what the files said when the server was started
  Reloading(ServerSettings running, ManagedTrust trust, Trust started) {
    this.running = running;
    this.startedWith = running.folders().written();
    this.trust = trust;
    this.started = started;
  }

  /// What the server was started with, and has taken in since.
  ServerSettings settings() {
    return running;
  }

  /// One at a time.
  ///
  /// @param server is told of the domains
  synchronized WebAnswer reload(Function<ManagementRequest, ManagementAnswer> server) {
    var file = startedWith.file();
    try {
      var fresh = ServerSettings.read(file);
      var keys = fresh.endpoint().keys().trust();
      refuseUnknownMitigators(fresh.customers());
      var answer = server.apply(new ManagementRequest.Configure(fresh.customers()));
      if (!(answer instanceof ManagementAnswer.Configured configured)) {
        return CustomerAnswers.write(answer);
      }
      trust.reread(keys);
      running = running.takingIn(fresh);
      var json = CustomerAnswers.configured(configured);
      needingRestart(fresh, keys).forEach(json.putArray("needs-restart")::add);
      log.info("{} was read again: {}", file, json);
      return CustomerAnswers.json(200, json);
    } catch (ConfigException mistakes) {
      throw refused(mistakes);
    } catch (Refusal refusal) {
      log.error("nothing was changed: {}", refusal.getMessage());
      throw refusal;
    }
  }

  private static Refusal refused(ConfigException mistakes) {
    var message = String.valueOf(mistakes.getMessage());
    log.error("nothing was changed: {}", message);
    return Refusal.of(409, message.lines().toList());
  }

  /// Their drivers are started with the server.
  private void refuseUnknownMitigators(List<Customer> customers) {
    for (var customer : customers) {
      for (var name : customer.domain().mitigatorNames()) {
        if (running.mitigators().containsKey(name)) continue;
        var place = customer.origin() instanceof Origin.Configuration(var at) ? at + ": " : "";
        throw new ConfigException(
            "%sthe domain '%s' uses the mitigator '%s', which starts only when the server is restarted"
                .formatted(place, customer.name(), name));
      }
    }
  }

  private List<String> needingRestart(ServerSettings fresh, Trust keys) {
    var all = new ArrayList<String>();
    for (var key : startedWith.differences(fresh.folders().written())) {
      if (READ_AGAIN.stream().noneMatch(each -> isBelow(key, each))) all.add(key);
    }
    boolean sameAuthorities = keys.authorities().equals(started.authorities());
    if (!sameAuthorities && !all.contains(AUTHORITIES)) all.add(AUTHORITIES);
    return all;
  }

  private static boolean isBelow(String key, String section) {
    return key.equals(section) || key.startsWith(section + ".");
  }
}
