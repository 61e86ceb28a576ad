import { FtpFileServer } from "#test/support/file-server-ftp";
import { HttpFileServer } from "#test/support/file-server-http";
import { SftpFileServer } from "#test/support/file-server-sftp";
import { describeFileTransfer } from "#test/support/file-transfer-contract";

describeFileTransfer("HTTP", () => new HttpFileServer());
describeFileTransfer("HTTPS", () => new HttpFileServer(true));
describeFileTransfer("FTP", () => new FtpFileServer());
describeFileTransfer("FTPS", () => new FtpFileServer("ftps"));
describeFileTransfer("SFTP", () => new SftpFileServer());
