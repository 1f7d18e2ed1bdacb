"""Real servers on loopback, of a test's own: git http-backend behind nginx, and sshd."""
import os
import signal
import subprocess

from harness import free_port, listens, wait_for


class WebServer:
    """git http-backend by fcgiwrap behind nginx: /open/ for everybody, /closed/ with a name and a password."""

    def __init__(self, folder, repositories):
        self.port = free_port()
        self.log = os.path.join(folder, "access.log")
        socket_path = os.path.join(folder, "fcgi")
        with open(os.path.join(folder, "passwords"), "w") as file:
            file.write("ada:{PLAIN}right horse\n")
        place = """
            location ~ ^/%s(/.*)$ {
                %s
                client_max_body_size 0;
                include /etc/nginx/fastcgi_params;
                fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
                fastcgi_param GIT_PROJECT_ROOT %s;
                fastcgi_param GIT_HTTP_EXPORT_ALL "";
                fastcgi_param PATH_INFO $1;
                fastcgi_param REMOTE_USER $remote_user;
                fastcgi_pass unix:%s;
            }"""
        basic = f'auth_basic "mirror"; auth_basic_user_file {folder}/passwords;'
        names = "".join(
            f"{name}_temp_path {folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        with open(os.path.join(folder, "nginx.conf"), "w") as file:
            file.write(f"""
                {"user root;" if os.geteuid() == 0 else ""}
                worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
                events {{ worker_connections 64; }}
                http {{
                    access_log {self.log}; {names}
                    server {{
                        listen 127.0.0.1:{self.port};
                        {place % ("open", "", repositories, socket_path)}
                        {place % ("closed", basic, repositories, socket_path)}
                    }}
                }}""")
        environment = {**os.environ, "HOME": folder}
        # In sessions of their own: fcgiwrap leaves its children behind when it alone is ended.
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self.processes = [
            subprocess.Popen(["fcgiwrap", "-c", "2", "-s", f"unix:{socket_path}"], env=environment, **quiet),
            subprocess.Popen(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], **quiet)]
        wait_for(lambda: listens(self.port) and os.path.exists(socket_path), "nginx")

    def url(self, name, place="open", who=""):
        return f"http://{who}127.0.0.1:{self.port}/{place}/{name}"

    def stop(self):
        for process in reversed(self.processes):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


class ShellServer:
    """sshd with a host key of its own, that lets in one key."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        for name in ["host", "good", "bad"]:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}"], check=True)
        os.makedirs("/run/sshd", exist_ok=True) if os.geteuid() == 0 else None
        with open(f"{folder}/good.pub") as key, open(f"{folder}/authorized", "w") as file:
            file.write(key.read())
        os.chmod(f"{folder}/authorized", 0o600)
        with open(f"{folder}/sshd_config", "w") as file:
            file.write(f"""
Port {self.port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/authorized
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
UsePAM no
StrictModes no
""")
        self.process = subprocess.Popen(
            ["/usr/sbin/sshd", "-D", "-e", "-f", f"{folder}/sshd_config"], stderr=open(f"{folder}/sshd.log", "w"))
        wait_for(lambda: listens(self.port), "sshd")
        self.user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()

    def known_hosts(self, key="host"):
        with open(f"{self.folder}/{key}.pub") as file:
            kind, text = file.read().split()[:2]
        return f"[127.0.0.1]:{self.port} {kind} {text}\n"

    def url(self, path):
        return f"ssh://{self.user}@127.0.0.1:{self.port}{path}"

    def stop(self):
        self.process.terminate()
        self.process.wait()
